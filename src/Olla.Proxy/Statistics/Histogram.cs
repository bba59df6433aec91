using System.Collections.Immutable;

namespace Olla.Proxy.Statistics;

/// <summary>Observations counted by upper bounds, as Prometheus wants them; in seconds but where its owner says otherwise. Any thread may add; nothing locks.</summary>
/// <param name="bounds">Upper bounds, ascending.</param>
/// <param name="exported">Told of each duration too; null for none.</param>
internal sealed class Histogram(ImmutableArray<double> bounds, ExportedSeries? exported = null)
{
    private readonly long[] _counts = new long[bounds.Length + 1];
    private long _sumTicks;

    /// <summary>Upper bounds, ascending; beyond the last is infinity.</summary>
    public ImmutableArray<double> Bounds => bounds;

    /// <summary>Sum of all observations.</summary>
    public double Sum => (double)Volatile.Read(ref _sumTicks) / TimeSpan.TicksPerSecond;

    /// <summary>How many observations lie in the bucket of that index, not cumulated.</summary>
    public long Count(int bucket) => Volatile.Read(ref _counts[bucket]);

    public void Add(TimeSpan value)
    {
        Add(value.TotalSeconds, value.Ticks);
        exported?.Record(value);
    }

    /// <summary>Adds an observation; the sum knows seven decimals of it.</summary>
    public void Add(double value) => Add(value, (long)(value * TimeSpan.TicksPerSecond));

    private void Add(double value, long ticks)
    {
        Interlocked.Increment(ref _counts[BucketOf(value)]);
        Interlocked.Add(ref _sumTicks, ticks);
    }

    private int BucketOf(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
        {
            bucket++;
        }

        return bucket;
    }
}
