namespace Olla.Proxy.Endpoints;

/// <summary>What the last probe or request said of an endpoint.</summary>
internal enum EndpointStatus
{
    Unknown,
    Healthy,
    Busy,
    Warming,
    Offline,
    Unhealthy,
    ConfigError,
    RateLimited,
}

/// <summary>What a status means for routing.</summary>
internal static class EndpointStatusExtensions
{
    /// <summary>Whether an endpoint in this status gets requests.</summary>
    public static bool IsRoutable(this EndpointStatus status) =>
        status is EndpointStatus.Healthy or EndpointStatus.Busy or EndpointStatus.Warming;

    /// <summary>Share of traffic relative to a healthy endpoint, 0 to 1.</summary>
    public static double Weight(this EndpointStatus status) => status switch
    {
        EndpointStatus.Healthy => 1.0,
        EndpointStatus.Busy => 0.3,
        EndpointStatus.Warming => 0.1,
        _ => 0,
    };

    /// <summary>The name used in status bodies and metrics.</summary>
    public static string ToWireName(this EndpointStatus status) => status switch
    {
        EndpointStatus.Healthy => "healthy",
        EndpointStatus.Busy => "busy",
        EndpointStatus.Warming => "warming",
        EndpointStatus.Offline => "offline",
        EndpointStatus.Unhealthy => "unhealthy",
        EndpointStatus.ConfigError => "config_error",
        EndpointStatus.RateLimited => "rate_limited",
        _ => "unknown",
    };
}
