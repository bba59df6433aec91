using System.Collections.Immutable;

namespace Olla.Proxy.Statistics;

/// <summary>Observations counted by upper bounds in seconds, as Prometheus wants them. Any thread may add; nothing locks.</summary>
/// <param name="bounds">Upper bounds in seconds, ascending.</param>
/// <param name="exported">Told of each observation too; null for none.</param>
internal sealed class Histogram(ImmutableArray<double> bounds, ExportedSeries? exported = null)
{
    private readonly long[] _counts = new long[bounds.Length + 1];
    private long _sumTicks;

    /// <summary>Upper bounds in seconds, ascending; beyond the last is infinity.</summary>
    public ImmutableArray<double> Bounds => bounds;

    /// <summary>Sum of all observations in seconds.</summary>
    public double Sum => TimeSpan.FromTicks(Volatile.Read(ref _sumTicks)).TotalSeconds;

    /// <summary>How many observations lie in the bucket of that index, not cumulated.</summary>
    public long Count(int bucket) => Volatile.Read(ref _counts[bucket]);

    public void Add(TimeSpan value)
    {
        Interlocked.Increment(ref _counts[BucketOf(value.TotalSeconds)]);
        Interlocked.Add(ref _sumTicks, value.Ticks);
        exported?.Record(value);
    }

    private int BucketOf(double seconds)
    {
        var bucket = 0;
        while (bucket < bounds.Length && seconds > bounds[bucket])
        {
            bucket++;
        }

        return bucket;
    }
}
