namespace Olla.Proxy.Statistics;

/// <summary>Counts client requests, each once; attempts are counted by <see cref="AttemptStatistics"/>.</summary>
internal sealed class RequestStatistics(TimeProvider time, ulong seed, RequestTelemetry? telemetry = null)
{
    private readonly StripedCounter _requests = new();
    private readonly StripedCounter _failures = new();
    private readonly StripedCounter _bytes = new();

    public long Requests => _requests.Value;
    public long Failures => Math.Min(_failures.Value, Requests);

    /// <summary>Body bytes of requests that succeeded.</summary>
    public long Bytes => _bytes.Value;

    /// <summary>Of requests that succeeded.</summary>
    public LatencyRange Latency { get; } = new();

    public ModelStatistics Models { get; } = new(time, seed);

    public TokenStatistics Tokens { get; } = new();

    public RequestHistograms Histograms { get; } = new(telemetry);

    /// <summary>Percent, or null before the first request.</summary>
    public double? SuccessRate => Requests is > 0 and var requests ? 100.0 * (requests - Math.Min(Failures, requests)) / requests : null;

    /// <summary>Counts a request that has ended.</summary>
    public void RequestEnded(in RequestRecord record)
    {
        _requests.Increment();
        if (record.Succeeded)
        {
            _bytes.Add(record.ResponseBytes);
            Latency.Add(record.Duration);
        }
        else
        {
            _failures.Increment();
        }

        Tokens.RequestEnded(record);
        Models.RequestEnded(record);
        Histograms.RequestEnded(record);
        telemetry?.RequestEnded(record);
    }
}
