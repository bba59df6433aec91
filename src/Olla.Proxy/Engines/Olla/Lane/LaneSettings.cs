using Olla.Configuration;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>What the loops are built with; fixed until the process ends.</summary>
internal sealed record LaneSettings
{
    /// <summary>Event loops; one per core keeps a stream's two sockets on one core.</summary>
    public int Loops { get; init; } = Environment.ProcessorCount;

    /// <summary>Longest request body the lane takes into memory, in bytes; longer ones are Kestrel's.</summary>
    public int MaximumBody { get; init; } = 1024 * 1024;

    /// <summary>Longest request head that is surely under the configured limit, in bytes.</summary>
    public int MaximumHead { get; init; } = RequestHead.MaximumLength;

    /// <summary>Bytes of one read from a backend, at most.</summary>
    public int ReadSize { get; init; } = 65_536;

    /// <summary>How long a client's connection may rest between requests.</summary>
    public TimeSpan ClientIdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a backend's connection may rest before it is closed.</summary>
    public TimeSpan BackendIdleTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Idle connections kept per endpoint and loop.</summary>
    public int BackendIdleConnections { get; init; } = 1024;

    /// <summary>A request that is not complete after this time is Kestrel's, with its limits for slow clients.</summary>
    public TimeSpan PartialRequestPatience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often deadlines are looked at; limits are late by at most this.</summary>
    public TimeSpan ScanInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    public static LaneSettings From(ProxyOptions proxy, ServerOptions server) => new()
    {
        MaximumBody = server.RequestLimits.MaxBodySize > 0 ? (int)Math.Min(server.RequestLimits.MaxBodySize, 1024 * 1024) : 1024 * 1024,
        MaximumHead = (int)Math.Min(server.RequestLimits.MaxHeaderSize, RequestHead.MaximumLength),
        ReadSize = Math.Clamp(proxy.EffectiveStreamBufferSize, 512, 1024 * 1024),
        ClientIdleTimeout = server.IdleTimeout > TimeSpan.Zero ? server.IdleTimeout : server.ReadTimeout,
        ScanInterval = ScanOf(proxy, server),
    };

    /// <summary>A twentieth of the shortest limit, within bounds that cost nothing and are never noticed.</summary>
    private static TimeSpan ScanOf(ProxyOptions proxy, ServerOptions server)
    {
        TimeSpan[] limits =
            [proxy.ConnectionTimeout, proxy.ReadTimeout, proxy.ResponseHeaderTimeout, proxy.ResponseTimeout, server.WriteTimeout];
        var shortest = limits.Where(limit => limit > TimeSpan.Zero).DefaultIfEmpty(TimeSpan.MaxValue).Min();
        return TimeSpan.FromTicks(Math.Clamp(shortest.Ticks / 20, 10 * TimeSpan.TicksPerMillisecond, 100 * TimeSpan.TicksPerMillisecond));
    }
}
