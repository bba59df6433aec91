namespace Olla.Configuration;

/// <summary>Which engine moves the bytes.</summary>
public enum EngineKind { Olla, Sherpa }

/// <summary>When bytes leave for the client; see "Delivery" in the architecture page.</summary>
public enum DeliveryProfile { Auto, Streaming, Standard }

/// <summary>How an endpoint is chosen among candidates.</summary>
public enum LoadBalancerKind { LeastConnections, Priority, RoundRobin }

/// <summary>
/// Which relay the engine <c>olla</c> may use: the best of this platform, the one that runs everywhere, or the event loops that exist on
/// Linux only.
/// </summary>
public enum RelayKind { Auto, Portable, Lane }

/// <summary>Section <c>proxy</c>.</summary>
public sealed record ProxyOptions
{
    public EngineKind Engine { get; init; } = EngineKind.Olla;
    public DeliveryProfile Profile { get; init; } = DeliveryProfile.Auto;
    public LoadBalancerKind LoadBalancer { get; init; } = LoadBalancerKind.LeastConnections;
    /// <summary>Ours: <c>proxy.relay</c>.</summary>
    public RelayKind Relay { get; init; } = RelayKind.Auto;
    /// <summary>TCP connect limit per attempt.</summary>
    public TimeSpan ConnectionTimeout { get; init; } = TimeSpan.FromSeconds(60);
    public TimeSpan ConnectionKeepAlive { get; init; } = TimeSpan.FromSeconds(30);
    /// <summary>Wait for the backend's response head; unset means 30 s (requests that do not stream wait <see cref="ResponseTimeout"/>).</summary>
    public TimeSpan ResponseHeaderTimeout { get; init; } = TimeSpan.FromSeconds(30);
    /// <summary>Whether <see cref="ResponseHeaderTimeout"/> was written by a person.</summary>
    public bool ResponseHeaderTimeoutIsExplicit { get; init; }
    public TimeSpan TlsHandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);
    /// <summary>Longest gap between reads from the backend.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromMinutes(10);
    /// <summary>Limit of a whole exchange; enforced only when written explicitly.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromMinutes(15);
    public bool ResponseTimeoutIsExplicit { get; init; }
    /// <summary>Bytes; null means the engine's default (65536 for olla, 8192 for sherpa).</summary>
    public int? StreamBufferSize { get; init; }
    /// <summary>Ours: how long bytes may wait in the profile <c>standard</c>; zero means until the buffer is full.</summary>
    public TimeSpan StreamFlushInterval { get; init; }
    /// <summary>Ours: connections per endpoint; zero means unlimited.</summary>
    public int MaxConnectionsPerEndpoint { get; init; }
    public RetryOptions Retry { get; init; } = new();
    public StickySessionOptions StickySessions { get; init; } = new();
    public NameFilter ProfileFilter { get; init; } = NameFilter.Everything;

    /// <summary>The buffer size in force for the chosen engine, in bytes.</summary>
    public int EffectiveStreamBufferSize => StreamBufferSize is > 0 and var size ? size : Engine == EngineKind.Olla ? 65_536 : 8_192;
}

/// <summary>Section <c>proxy.retry</c>.</summary>
public sealed record RetryOptions
{
    public bool Enabled { get; init; } = true;
    public bool OnConnectionFailure { get; init; } = true;
    /// <summary>Zero tries every candidate once.</summary>
    public int MaxAttempts { get; init; }
}

/// <summary>Where a sticky session's key is taken from.</summary>
public enum StickyKeySource { SessionHeader, PrefixHash, AuthHeader, Ip }

/// <summary>Section <c>proxy.sticky_sessions</c>.</summary>
public sealed record StickySessionOptions
{
    public bool Enabled { get; init; }
    /// <summary>Sliding lifetime in seconds; zero or less never expires.</summary>
    public int IdleTtlSeconds { get; init; } = 600;
    /// <summary>Capacity; zero means unlimited.</summary>
    public int MaxSessions { get; init; } = 10_000;
    public IReadOnlyList<StickyKeySource> KeySources { get; init; } =
        [StickyKeySource.SessionHeader, StickyKeySource.PrefixHash, StickyKeySource.AuthHeader];
    public int PrefixHashBytes { get; init; } = 512;
}
