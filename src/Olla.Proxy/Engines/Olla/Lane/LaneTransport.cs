using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Olla.Configuration;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>
/// The lane as Kestrel sees it: a transport. It owns the listening sockets and every new connection, serves the requests that it
/// understands, and gives the connections that ask for anything else to Kestrel as accepted ones, with the socket itself: peer
/// address, upgrades and abrupt ends are the real ones, and no byte passes twice.
/// </summary>
internal sealed class LaneTransport : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    private readonly LaneSettings _settings;
    private readonly LaneProduct _product;
    private readonly ILaneGate _gate;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SocketConnectionContextFactory _contexts;
    private readonly Lock _starting = new();
    private LaneGroup? _group;

    public LaneTransport(LaneSettings settings, LaneProduct product, ILaneGate gate, TimeProvider time, ILoggerFactory logs, SocketConnectionFactoryOptions sockets)
    {
        _settings = settings;
        _product = product;
        _gate = gate;
        _time = time;
        _log = logs.CreateLogger<LaneTransport>();
        _contexts = new SocketConnectionContextFactory(
            sockets, logs.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets"));
    }

    /// <summary>
    /// Whether the lane is for this configuration: it is not switched off, the platform has what the lane is made of, and nothing is
    /// configured that only the portable path does.
    /// </summary>
    public static bool Serves(ProxyOptions options) =>
        options is { Relay: not RelayKind.Portable, Engine: EngineKind.Olla } && OperatingSystem.IsLinux() && options.StreamFlushInterval == TimeSpan.Zero;

    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        LaneGroup group;
        lock (_starting) group = _group ??= new LaneGroup(_settings, _product, _gate, _time, _log);
        return ValueTask.FromResult<IConnectionListener>(LaneListener.Open((IPEndPoint)endpoint, group, _contexts, _time));
    }

    public void Dispose()
    {
        // Descriptors and memory must be given back once only: the second time they may be another's.
        Interlocked.Exchange(ref _group, null)?.Dispose();
        _contexts.Dispose();
    }
}
