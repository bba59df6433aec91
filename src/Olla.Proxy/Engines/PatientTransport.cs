using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Olla.Proxy.Engines;

/// <summary>
/// The web server's listener where no event loop accepts. The framework's own asks for the next client again at once when the process has
/// no descriptor left for it, and again, with all of a core; this one looks again a little later.
/// </summary>
internal sealed class PatientTransport(SocketConnectionFactoryOptions options, TimeProvider time, ILoggerFactory logs, IMemoryPoolFactory<byte> pools)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    private readonly SocketConnectionContextFactory _contexts =
        new(options, logs.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets"));

    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket? socket = null;
        try
        {
            socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.Listen(Backlog);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket?.Dispose();
            throw new AddressInUseException(error.Message, error);
        }

        return ValueTask.FromResult<IConnectionListener>(new Listener(socket, _contexts, pools.Create(), time));
    }

    public void Dispose() => _contexts.Dispose();

    /// <summary>Connections that may wait to be accepted; the system lowers it to its own limit.</summary>
    private const int Backlog = 4096;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private sealed class Listener(Socket socket, SocketConnectionContextFactory contexts, System.Buffers.MemoryPool<byte> pool, TimeProvider time)
        : IConnectionListener, IMemoryPoolFeature
    {
        public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

        public System.Buffers.MemoryPool<byte> MemoryPool => pool;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                try
                {
                    var client = await socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
                    client.NoDelay = true;
                    var context = contexts.Create(client);
                    context.Features.Set<IMemoryPoolFeature>(this);
                    return context;
                }
                catch (Exception over) when (over is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
                {
                    return null;
                }
                catch (SocketException shortage) when (shortage.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
                {
                    await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
                }
                catch (SocketException)
                {
                    // The client left while it waited to be accepted.
                }
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            socket.Dispose();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
