using Olla.Proxy.Statistics;

namespace Olla.Proxy.Http.Dashboard;

/// <summary>How many observations lie below each bound of the histograms, over any number of series.</summary>
internal sealed record LatencySpread
{
    private readonly long[] _counts;

    private LatencySpread(long[] counts) => _counts = counts;

    /// <summary>Observations by bucket, not cumulated; the last is what lies beyond all bounds.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    public long Total => _counts.Sum();

    /// <summary>Adds up series.</summary>
    public static LatencySpread Of(IEnumerable<KeyValuePair<HistogramLabels, Histogram>> series)
    {
        var counts = new long[RequestHistograms.Bounds.Length + 1];
        foreach (var (_, histogram) in series)
        {
            for (var bucket = 0; bucket < counts.Length; bucket++)
            {
                counts[bucket] += histogram.Count(bucket);
            }
        }

        return new LatencySpread(counts);
    }

    /// <summary>What came after <paramref name="before"/>.</summary>
    public LatencySpread Since(LatencySpread before) =>
        new([.. _counts.Select((count, bucket) => Math.Max(0, count - before._counts[bucket]))]);

    /// <summary>
    /// Milliseconds below which <paramref name="percent"/> of the observations lie, on a straight line within its bucket; null without any.
    /// Beyond the last bound it is that bound.
    /// </summary>
    public double? Percentile(double percent)
    {
        var total = Total;
        if (total == 0)
        {
            return null;
        }

        var (wanted, below) = (total * percent / 100, 0L);
        var bounds = RequestHistograms.Bounds;
        for (var bucket = 0; bucket < bounds.Length; bucket++)
        {
            if (below + _counts[bucket] >= wanted && _counts[bucket] > 0)
            {
                var lower = bucket == 0 ? 0 : bounds[bucket - 1];
                return 1000 * (lower + ((bounds[bucket] - lower) * (wanted - below) / _counts[bucket]));
            }

            below += _counts[bucket];
        }

        return 1000 * bounds[^1];
    }
}
