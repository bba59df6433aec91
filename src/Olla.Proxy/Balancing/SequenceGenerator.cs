namespace Olla.Proxy.Balancing;

/// <summary>
/// Seeded random numbers for any number of threads without a lock: SplitMix64, whose state is a plain counter and can therefore be
/// advanced atomically. The n-th number depends on the seed and n alone.
/// </summary>
internal sealed class SequenceGenerator(ulong seed)
{
    private const ulong Step = 0x9E37_79B9_7F4A_7C15;

    private ulong _state = seed;

    /// <summary>A number from 0 up to, but not including, <paramref name="limit"/>.</summary>
    public int Next(int limit)
    {
        var mixed = Interlocked.Add(ref _state, Step);
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        mixed ^= mixed >> 31;
        return (int)Math.BigMul(mixed, (ulong)limit, out _);
    }
}
