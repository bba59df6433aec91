namespace Olla.Proxy.Statistics;

/// <summary>One proxied request as the dashboard lists it; holds no header value and no query.</summary>
internal readonly record struct RecentRequest
{
    /// <summary>Counts up from 1, so that a reader knows what it has seen.</summary>
    public long Number { get; init; }
    public DateTimeOffset EndedAt { get; init; }
    public string RequestId { get; init; }
    public string Method { get; init; }
    public string Path { get; init; }
    public int Status { get; init; }
    public string? Endpoint { get; init; }
    public string? Model { get; init; }

    /// <summary>Value of <c>X-Olla-Routing-Strategy</c>; null when no model was looked up.</summary>
    public string? Strategy { get; init; }

    /// <summary>Value of <c>X-Olla-Routing-Decision</c>.</summary>
    public string? Decision { get; init; }

    /// <summary>Value of <c>X-Olla-Routing-Reason</c>.</summary>
    public string? Reason { get; init; }
    public int Attempts { get; init; }
    public TimeSpan Duration { get; init; }
    public TimeSpan? FirstByte { get; init; }
    public ProviderMetrics? Metrics { get; init; }
    public string? Error { get; init; }

    public bool IsFailure => Status >= 500 || Error is not null;
}
