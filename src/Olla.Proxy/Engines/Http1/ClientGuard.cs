using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Olla.Proxy.Engines.Http1;

/// <summary>Puts the rules of HTTP/1.1 in front of the web server, on every connection that it serves.</summary>
internal static class ClientGuard
{
    public static void Install(ListenOptions listen, TimeProvider time) =>
        listen.Use(next => connection => GuardAsync(connection, next, listen.KestrelServerOptions.Limits, time));

    private static async Task GuardAsync(ConnectionContext connection, ConnectionDelegate next, KestrelServerLimits limits, TimeProvider time)
    {
        var transport = connection.Transport;
        var input = new GuardedPipeReader(transport.Input, limits.MaxRequestHeadersTotalSize + (long)limits.MaxRequestLineSize);
        var output = new CountedPipeWriter(transport.Output);
        connection.Features.Set(input);
        connection.Transport = new GuardedTransport(input, output);
        await next(connection).ConfigureAwait(false);
        if (input.MayHaveMore && !connection.ConnectionClosed.IsCancellationRequested
            && connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
        {
            await LingeringClose.RunAsync(socket, transport.Input, output.Written, time, connection.ConnectionClosed).ConfigureAwait(false);
        }

        await transport.Output.CompleteAsync().ConfigureAwait(false);
        await transport.Input.CompleteAsync().ConfigureAwait(false);
    }

    private sealed class GuardedTransport(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
