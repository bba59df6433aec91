using System.Net.Sockets;

namespace Olla.Proxy.Engines.Olla;

/// <summary>A connection to a backend over a plain TCP socket.</summary>
internal sealed class SocketTransport : UpstreamTransport
{
    private readonly Socket _socket;
    private readonly byte[] _probe = new byte[1];

    /// <param name="socket">Connected. It must not block: a wait that woke for nothing would otherwise stall its thread in the next read.</param>
    public SocketTransport(Socket socket)
    {
        socket.Blocking = false;
        _socket = socket;
    }

    // Socket errors are passed on as they are: SocketException is what callers expect beside IOException.
    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer) => _socket.ReceiveAsync(buffer, SocketFlags.None);

    public override int TryReceive(Span<byte> buffer)
    {
        var count = _socket.Receive(buffer, SocketFlags.None, out var error);
        return error switch
        {
            SocketError.Success => count,
            SocketError.WouldBlock => -1,
            _ => throw new SocketException((int)error),
        };
    }

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None)..];
        }
    }

    public override bool IsQuiet()
    {
        try
        {
            _ = _socket.Receive(_probe, SocketFlags.Peek, out var error);
            return error == SocketError.WouldBlock;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    public override void Interrupt()
    {
        try
        {
            // Pending reads then end as if the backend had closed, without an exception; the owner asks its guard what happened.
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Already closed, which is what was wanted.
        }
    }

    public override void Dispose() => _socket.Dispose();
}
