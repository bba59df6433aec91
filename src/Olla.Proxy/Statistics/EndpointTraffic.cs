namespace Olla.Proxy.Statistics;

/// <summary>The attempts on one endpoint since the start.</summary>
internal sealed class EndpointTraffic
{
    private readonly StripedCounter _attempts = new();
    private readonly StripedCounter _successes = new();
    private readonly StripedCounter _bytes = new();

    public long Attempts => _attempts.Value;
    public long Successes => _successes.Value;

    /// <summary>Body bytes of successful attempts.</summary>
    public long Bytes => _bytes.Value;

    /// <summary>Of successful attempts, arrival to the end of the body.</summary>
    public LatencyRange Latency { get; } = new();

    /// <summary>Percent, or null before the first attempt.</summary>
    public double? SuccessRate => Attempts is > 0 and var attempts ? Math.Min(100.0, 100.0 * Successes / attempts) : null;

    public void Add(bool succeeded, long bytes, TimeSpan latency)
    {
        _attempts.Increment();
        if (!succeeded)
        {
            return;
        }

        _successes.Increment();
        _bytes.Add(bytes);
        Latency.Add(latency);
    }
}
