namespace Olla.Proxy.Statistics;

/// <summary>Sum, smallest and largest of latencies in whole milliseconds.</summary>
internal sealed class LatencyRange
{
    private readonly StripedCounter _count = new();
    private readonly StripedCounter _sum = new();
    private long _smallest = long.MaxValue;
    private long _largest;

    public long Smallest => Volatile.Read(ref _smallest) is not long.MaxValue and var smallest ? smallest : 0;
    public long Largest => Volatile.Read(ref _largest);

    /// <summary>Mean, or null before the first.</summary>
    public long? Mean => _count.Value is > 0 and var count ? _sum.Value / count : null;

    public void Add(TimeSpan latency)
    {
        var milliseconds = (long)latency.TotalMilliseconds;
        _count.Increment();
        _sum.Add(milliseconds);
        Lower(milliseconds);
        Raise(milliseconds);
    }

    private void Lower(long value)
    {
        for (var seen = Volatile.Read(ref _smallest); value < seen;)
        {
            seen = Interlocked.CompareExchange(ref _smallest, value, seen);
        }
    }

    private void Raise(long value)
    {
        for (var seen = Volatile.Read(ref _largest); value > seen;)
        {
            seen = Interlocked.CompareExchange(ref _largest, value, seen);
        }
    }
}
