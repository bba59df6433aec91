namespace Olla.Perf.Results;

/// <summary>
/// What one trial measured, as it is stored: one number per <see cref="Metric"/>, a few distributions for the plots, time lines,
/// and the window's own certificate. Everything can be recomputed from the event log.
/// </summary>
internal sealed record TrialMeasurement
{
    /// <summary>Value per metric name (<see cref="Metric.Name"/>); a metric that the samples cannot back is absent.</summary>
    public required IReadOnlyDictionary<string, double> Values { get; init; }
    /// <summary>Quantile curves by metric family (<c>ttft_ms</c>, <c>transit_us</c>, <c>itl_ms</c>): pairs of quantile (0..1) and value.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<QuantilePoint>> Distributions { get; init; } =
        new Dictionary<string, IReadOnlyList<QuantilePoint>>();
    /// <summary>Time lines by name (<c>cpu_cores</c>, <c>rss_mb</c>, <c>requests_per_s</c>, <c>ttft_p50_ms</c>): seconds since the window began and value.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<TimePoint>> TimeLines { get; init; } =
        new Dictionary<string, IReadOnlyList<TimePoint>>();
    /// <summary>Reasons why this window must not be used; empty when it is good.</summary>
    public IReadOnlyList<string> VoidReasons { get; init; } = [];
    /// <summary>Errors by class (<c>timeout</c>, <c>status_502</c>, …) and how often.</summary>
    public IReadOnlyDictionary<string, int> Errors { get; init; } = new Dictionary<string, int>();
    /// <summary>Requests per backend (<c>X-Olla-Endpoint</c>).</summary>
    public IReadOnlyDictionary<string, int> RequestsByBackend { get; init; } = new Dictionary<string, int>();
    /// <summary>One TTFT in ms per arrival of the trace (by arrival index; NaN if it failed): what pairing needs.</summary>
    public IReadOnlyList<double> TtftByArrival { get; init; } = [];
    public required TimeSpan Window { get; init; }
}

/// <summary>A point of a quantile curve.</summary>
internal readonly record struct QuantilePoint(double Quantile, double Value);

/// <summary>A point of a time line.</summary>
internal readonly record struct TimePoint(double Seconds, double Value);
