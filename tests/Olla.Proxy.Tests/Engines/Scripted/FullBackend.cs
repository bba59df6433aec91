using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Olla.Proxy.Tests.Engines.Scripted;

/// <summary>A listener that accepts only what a test accepts by hand; while its queue is filled, it leaves further connections unanswered and does not even refuse them.</summary>
internal sealed class FullBackend : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _fillers = [];

    public FullBackend(bool isFull = true)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
        if (isFull)
        {
            Fill();
        }
    }

    public Uri Url => new($"http://{_listener.LocalEndPoint}");

    /// <summary>Connections of this machine to here that are not answered yet, the fillers among them (Linux).</summary>
    public int Dialing
    {
        get
        {
            const string SynSent = "02";
            var remote = ":" + Url.Port.ToString("X4", CultureInfo.InvariantCulture);
            return File.ReadLines("/proc/net/tcp").Concat(File.ReadLines("/proc/net/tcp6"))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Count(fields => fields[2].EndsWith(remote, StringComparison.Ordinal) && fields[3] == SynSent);
        }
    }

    public void Fill()
    {
        for (var i = 0; i < 4; i++)
        {
            _fillers.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false });
            _ = _fillers[^1].ConnectAsync(_listener.LocalEndPoint!);
        }
    }

    public async Task<ScriptedConnection> AcceptAsync() => new(await _listener.AcceptAsync());

    public void Dispose()
    {
        _fillers.ForEach(filler => filler.Dispose());
        _listener.Dispose();
    }
}
