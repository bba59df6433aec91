using System.IO.Pipelines;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>A connection's pipes, whose input begins with bytes that somebody has read already.</summary>
internal sealed class PrefixedTransport(IDuplexPipe inner, byte[] prefix) : IDuplexPipe
{
    public PipeReader Input { get; } = new PrefixedPipeReader(inner.Input, prefix);

    public PipeWriter Output { get; } = inner.Output;
}
