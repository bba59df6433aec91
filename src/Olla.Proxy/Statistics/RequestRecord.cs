namespace Olla.Proxy.Statistics;

/// <summary>A client request that reached an engine, told once when it has ended.</summary>
internal readonly record struct RequestRecord
{
    /// <summary>The endpoint that answered or was tried last; null when none could be tried.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The model name sent to the backend, or null.</summary>
    public string? Model { get; init; }

    /// <summary>Status the client saw.</summary>
    public int Status { get; init; }

    /// <summary>Whether the backend's answer was relayed to its end, or the client itself ended it.</summary>
    public bool Succeeded { get; init; }

    public long ResponseBytes { get; init; }

    /// <summary>Arrival to the last body byte, or to the failure.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Arrival to the first body byte; null if there was none.</summary>
    public TimeSpan? TimeToFirstByte { get; init; }

    /// <summary>What the answer told of tokens and timings; null for nothing.</summary>
    public ProviderMetrics? Metrics { get; init; }

    /// <summary>Who asked; counted, never shown.</summary>
    public string Client { get; init; }

    /// <summary>How its model was routed.</summary>
    public ModelRouting Routing { get; init; }
}

/// <summary>What routing made of a request's model.</summary>
internal enum ModelRouting
{
    /// <summary>No model was looked up.</summary>
    None,

    /// <summary>An endpoint had it.</summary>
    Hit,

    /// <summary>Nobody had it, or none that may serve.</summary>
    Miss,

    /// <summary>Others were tried instead.</summary>
    Fallback,
}
