namespace Olla.Configuration;

/// <summary>The listener and what it lets in.</summary>
public sealed record ServerOptions
{
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(30);

    public string Host { get; init; } = "localhost";
    public int Port { get; init; } = 40114;
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(30);
    /// <summary>Limit for request headers; unset and zero mean ten seconds.</summary>
    public TimeSpan ReadHeaderTimeout { get; init; } = TimeSpan.FromSeconds(10);
    public TimeSpan WriteTimeout { get; init; }
    /// <summary>Keep-alive idle limit; zero means <see cref="ReadTimeout"/>.</summary>
    public TimeSpan IdleTimeout { get; init; }
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(10);
    /// <summary>How long open requests may finish after a stop signal: what is configured, at most 30 seconds.</summary>
    public TimeSpan EffectiveShutdownTimeout => ShutdownTimeout < LongestDrain ? ShutdownTimeout : LongestDrain;
    public bool RequestLogging { get; init; } = true;
    public CorsOptions Cors { get; init; } = new();
    public RequestLimitOptions RequestLimits { get; init; } = new();
    public RateLimitOptions RateLimits { get; init; } = new();
}

/// <summary>Section <c>server.cors</c>.</summary>
public sealed record CorsOptions
{
    public bool Enabled { get; init; }
    public IReadOnlyList<string> AllowedOrigins { get; init; } = ["*"];
    public IReadOnlyList<string> AllowedMethods { get; init; } = ["GET", "POST", "OPTIONS"];
    public IReadOnlyList<string> AllowedHeaders { get; init; } = ["*"];
    public IReadOnlyList<string> ExposedHeaders { get; init; } = [];
    public bool AllowCredentials { get; init; }
    /// <summary>Preflight cache in seconds; zero leaves the header out.</summary>
    public int MaxAge { get; init; } = 300;
}

/// <summary>Section <c>server.request_limits</c>.</summary>
public sealed record RequestLimitOptions
{
    /// <summary>Bytes; zero or less means no limit.</summary>
    public long MaxBodySize { get; init; } = 104_857_600;
    /// <summary>Bytes, already adjusted to the allowed range (4 KiB at least, 1 MiB when unset).</summary>
    public long MaxHeaderSize { get; init; } = 1_048_576;
}

/// <summary>Section <c>server.rate_limits</c>. Zero or less switches a limit off; the two are independent.</summary>
public sealed record RateLimitOptions
{
    public int GlobalRequestsPerMinute { get; init; } = 1000;
    public int PerIpRequestsPerMinute { get; init; } = 100;
    public int BurstSize { get; init; } = 50;
    public TimeSpan CleanupInterval { get; init; } = TimeSpan.FromMinutes(5);
    public bool TrustProxyHeaders { get; init; }
    public IReadOnlyList<System.Net.IPNetwork> TrustedProxyCidrs { get; init; } =
    [
        System.Net.IPNetwork.Parse("127.0.0.0/8"), System.Net.IPNetwork.Parse("10.0.0.0/8"),
        System.Net.IPNetwork.Parse("172.16.0.0/12"), System.Net.IPNetwork.Parse("192.168.0.0/16"),
    ];
}
