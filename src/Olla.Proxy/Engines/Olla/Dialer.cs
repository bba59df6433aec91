using System.Net;
using System.Net.Sockets;

namespace Olla.Proxy.Engines.Olla;

/// <summary>Opens TCP connections the way both engines want them.</summary>
internal static class Dialer
{
    /// <summary>Whether a connection failed for want of file descriptors in this process or system, which says nothing of the endpoint.</summary>
    public static bool IsOurShortage(Exception error) => error is SocketException { SocketErrorCode: SocketError.TooManyOpenSockets };

    /// <summary>Connects; a name with several addresses is tried address by address.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="keepAlive">Period of TCP keep-alive probes.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="SocketException">Refused, unreachable, or unknown name.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async ValueTask<Socket> ConnectAsync(EndPoint address, TimeSpan keepAlive, CancellationToken cancellation)
    {
        // Without a family the socket speaks both, where the machine does.
        var socket = address is IPEndPoint { AddressFamily: var family }
            ? new Socket(family, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            var seconds = (int)Math.Clamp(keepAlive.TotalSeconds, 1, 32767);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, seconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, seconds);
            await socket.ConnectAsync(address, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
