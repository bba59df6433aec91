using System.Numerics;

namespace Olla.Perf.Load.Arrivals;

/// <summary>What a stream of random numbers is for: streams of one seed with different purposes are independent of each other.</summary>
internal enum RandomPurpose
{
    Arrivals = 1,
    Rates = 2,
    OutputLengths = 3,
    Prompts = 4,
    Clients = 5,
    Mix = 6,
    PromptLengths = 7,
}

/// <summary>
/// Reproducible random numbers: xoshiro256** (Blackman and Vigna, https://prng.di.unimi.it), seeded by SplitMix64. The same seed gives the
/// same numbers on any machine and any runtime, which <see cref="Random"/> does not promise.
/// </summary>
internal sealed class RandomStream
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;
    private double _spareNormal = double.NaN;

    public RandomStream(ulong seed, RandomPurpose purpose, ulong index = 0)
    {
        var state = Mix(seed + (0x9E3779B97F4A7C15UL * (ulong)purpose)) ^ Mix(index ^ 0xD1B54A32D192ED03UL);
        _s0 = Next(ref state);
        _s1 = Next(ref state);
        _s2 = Next(ref state);
        _s3 = Next(ref state);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in (0, 1]: safe to take the logarithm of.</summary>
    public double NextPositive() => ((NextBits() >> 11) + 1) * (1.0 / (1UL << 53));

    /// <summary>Uniform integer in [minimum, maximum], both included.</summary>
    public long NextInteger(long minimum, long maximum)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minimum, maximum);
        var span = (UInt128)(ulong)(maximum - minimum) + 1;
        return minimum + (long)(ulong)((span * NextBits()) >> 64);
    }

    /// <summary>Exponential with mean 1.</summary>
    public double NextExponential() => -PortableMath.Log(NextPositive());

    /// <summary>Standard normal, by the polar method.</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(_spareNormal))
        {
            var spare = _spareNormal;
            _spareNormal = double.NaN;
            return spare;
        }

        while (true)
        {
            var x = (2 * NextDouble()) - 1;
            var y = (2 * NextDouble()) - 1;
            var square = (x * x) + (y * y);
            if (square is >= 1 or 0)
            {
                continue;
            }

            var factor = Math.Sqrt(-2 * PortableMath.Log(square) / square);
            _spareNormal = y * factor;
            return x * factor;
        }
    }

    /// <summary>Gamma with the given shape and scale 1 (Marsaglia and Tsang 2000, doi 10.1145/358407.358414).</summary>
    public double NextGamma(double shape)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shape);
        if (shape < 1)
        {
            // Section 6 of the paper: a draw with shape + 1, times a uniform number to the power 1 / shape.
            return NextGamma(shape + 1) * PortableMath.Exp(Math.Max(-700, PortableMath.Log(NextPositive()) / shape));
        }

        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = NextNormal();
            var v = 1 + (c * x);
            if (v <= 0)
            {
                continue;
            }

            v = v * v * v;
            if (PortableMath.Log(NextPositive()) < (0.5 * x * x) + d - (d * v) + (d * PortableMath.Log(v)))
            {
                return d * v;
            }
        }
    }

    private static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        return Mix(state);
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
