using System.Threading.Tasks.Sources;
using Olla.Proxy.Engines.Olla;

namespace Olla.Benchmarks.Engines;

/// <summary>
/// A backend connection in memory. Every wait really suspends its loop until <see cref="Pump"/> delivers the next event, as a socket's
/// poll thread does with inline completions; it allocates nothing of its own.
/// </summary>
internal sealed class MemoryTransport(byte[] chunk, byte[] last, int events) : UpstreamTransport, IValueTaskSource<int>
{
    private ManualResetValueTaskSourceCore<int> _source;
    private Memory<byte> _room;
    private int _sent;

    /// <summary>Begins the stream anew.</summary>
    public void Rewind() => _sent = 0;

    /// <summary>Delivers the next event to whoever waits, and runs it until it waits again.</summary>
    public void Pump()
    {
        var next = _sent++ < events ? chunk : last;
        next.CopyTo(_room);
        _source.SetResult(next.Length);
    }

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        _room = buffer;
        _source.Reset();
        return new ValueTask<int>(this, _source.Version);
    }

    public override int TryReceive(Span<byte> buffer) => -1;
    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => ValueTask.CompletedTask;
    public override bool IsQuiet() => true;

    public override void Interrupt()
    {
    }

    public override void Dispose()
    {
    }

    public int GetResult(short token) => _source.GetResult(token);
    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
