namespace Olla.Proxy.Endpoints;

/// <summary>What is known of an endpoint's health at one moment; replaced whole, never modified.</summary>
internal sealed record EndpointHealth
{
    /// <summary>Nothing was probed yet.</summary>
    public static EndpointHealth Unknown { get; } = new();

    public EndpointStatus Status { get; init; } = EndpointStatus.Unknown;

    /// <summary>End of the last probe, or of the request that found the endpoint unreachable; null before the first.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>When the next probe is due; null when none is scheduled.</summary>
    public DateTimeOffset? NextCheckAt { get; init; }

    /// <summary>Duration of the last probe that got an answer.</summary>
    public TimeSpan? ProbeLatency { get; init; }

    /// <summary>Bad probes and unreachable reports since the last good probe.</summary>
    public int ConsecutiveFailures { get; init; }

    /// <summary>Good probes since the endpoint was last found offline; counts to three.</summary>
    public int GoodSinceOffline { get; init; }

    /// <summary>Why the last probe was bad, for the log and status pages; holds no credential.</summary>
    public string? Problem { get; init; }
}
