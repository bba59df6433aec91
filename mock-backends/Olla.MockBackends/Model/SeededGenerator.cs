namespace Olla.MockBackends.Model;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood 2014): a generator of one word of state, so that every request has its own, seeded by the backend's
/// seed and the request's number. The same numbers come out on every machine and whatever runs beside it.
/// </summary>
internal struct SeededGenerator
{
    private const ulong Increment = 0x9E3779B97F4A7C15;
    private ulong _state;

    public SeededGenerator(ulong seed, ulong stream)
    {
        _state = seed;
        _state = Next() ^ (stream * Increment);
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var mixed = _state += Increment;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>Uniform between 0 and 1, both excluded.</summary>
    public double NextUnit() => ((Next() >> 12) + 0.5) * (1.0 / (1UL << 52));

    /// <summary>Standard normal (Box–Muller; one of the two values is dropped, so that no state is kept).</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(NextUnit())) * Math.Cos(2 * Math.PI * NextUnit());

    /// <summary>Gamma with mean <paramref name="shape"/> and scale 1 (Marsaglia and Tsang 2000).</summary>
    public double NextGamma(double shape)
    {
        // A shape below 1 is drawn one higher and corrected by a power of a uniform number, as the paper says in its section 6.
        var boost = 1.0;
        if (shape < 1)
        {
            boost = Math.Pow(NextUnit(), 1 / shape);
            shape += 1;
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
            if (Math.Log(NextUnit()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return boost * d * v;
            }
        }
    }
}
