using System.Numerics;

namespace Olla.MockBackends.Statistics;

/// <summary>
/// Counts non-negative values in buckets whose width grows with the value (128 per power of two: at most 0.8 % relative error).
/// Recording is one interlocked addition; any thread may record.
/// </summary>
internal sealed class Histogram
{
    private const int SubBucketBits = 7;
    private const int SubBuckets = 1 << SubBucketBits;
    private readonly long[] _counts = new long[(64 - SubBucketBits) * SubBuckets];
    private long _maximum;

    /// <summary>The largest recorded value.</summary>
    public long Maximum => Volatile.Read(ref _maximum);

    /// <summary>Records one value; a negative one counts as 0.</summary>
    public void Record(long value)
    {
        value = Math.Max(0, value);
        Interlocked.Increment(ref _counts[Index(value)]);
        var maximum = Volatile.Read(ref _maximum);
        while (value > maximum)
        {
            var seen = Interlocked.CompareExchange(ref _maximum, value, maximum);
            if (seen == maximum)
            {
                return;
            }

            maximum = seen;
        }
    }

    /// <summary>The value that a share of the recorded ones do not exceed (bucket middle); 0 if none was recorded.</summary>
    /// <param name="quantile">0 to 1.</param>
    public long Quantile(double quantile)
    {
        var total = _counts.Sum();
        var rank = Math.Max(1, (long)Math.Ceiling(quantile * total));
        long seen = 0;
        for (var i = 0; i < _counts.Length && total > 0; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
            {
                return Math.Min(Middle(i), Maximum);
            }
        }

        return 0;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        Array.Clear(_counts);
        Volatile.Write(ref _maximum, 0);
    }

    // Values below 128 have a bucket each. Above, the highest bit picks a row and the seven bits below it the place in the row.
    private static int Index(long value)
    {
        var shift = Math.Max(0, 63 - BitOperations.LeadingZeroCount((ulong)value) - SubBucketBits);
        return (int)((shift << SubBucketBits) + (value >> shift));
    }

    private static long Middle(int index)
    {
        var shift = Math.Max(0, (index >> SubBucketBits) - 1);
        var low = (long)(index - (shift << SubBucketBits)) << shift;
        return low + ((1L << shift) >> 1);
    }
}
