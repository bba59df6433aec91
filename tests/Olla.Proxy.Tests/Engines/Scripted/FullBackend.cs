using System.Net;
using System.Net.Sockets;

namespace Olla.Proxy.Tests.Engines.Scripted;

/// <summary>A listener that never accepts, its queue filled: it leaves further connections unanswered and does not even refuse them.</summary>
internal sealed class FullBackend : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _fillers = [];

    public FullBackend()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
        for (var i = 0; i < 4; i++)
        {
            _fillers.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false });
            _ = _fillers[^1].ConnectAsync(_listener.LocalEndPoint!);
        }
    }

    public Uri Url => new($"http://{_listener.LocalEndPoint}");

    public void Dispose()
    {
        _fillers.ForEach(filler => filler.Dispose());
        _listener.Dispose();
    }
}
