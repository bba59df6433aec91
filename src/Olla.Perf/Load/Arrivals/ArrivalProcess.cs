namespace Olla.Perf.Load.Arrivals;

/// <summary>Gaps between arrivals in units of the mean gap: every process has mean 1, the schedule stretches it to the wanted rate.</summary>
internal abstract class ArrivalProcess
{
    /// <summary>The names that scenario files use.</summary>
    public static IReadOnlyList<string> Names { get; } = ["constant", "poisson", "gamma"];

    /// <summary>Where the first arrival lies: evenly spaced load starts at once, random load after a first gap.</summary>
    public abstract double First();

    /// <summary>The gap to the next arrival; mean 1.</summary>
    public abstract double NextGap();

    /// <summary>Makes the process that a scenario names.</summary>
    /// <param name="coefficientOfVariation">Only for <c>gamma</c>: standard deviation over mean of the gaps; above 1 is bursty.</param>
    /// <exception cref="ArgumentException">Unknown name.</exception>
    public static ArrivalProcess Create(string name, double coefficientOfVariation, RandomStream random) => name switch
    {
        "constant" => new ConstantArrivals(),
        "poisson" => new PoissonArrivals(random),
        "gamma" => new GammaArrivals(coefficientOfVariation, random),
        _ => throw new ArgumentException($"unknown arrival process '{name}'; known: {string.Join(", ", Names)}", nameof(name)),
    };
}

/// <summary>Evenly spaced; coefficient of variation 0.</summary>
internal sealed class ConstantArrivals : ArrivalProcess
{
    public override double First() => 0;

    public override double NextGap() => 1;
}

/// <summary>Independent users: exponential gaps, coefficient of variation 1.</summary>
internal sealed class PoissonArrivals(RandomStream random) : ArrivalProcess
{
    public override double First() => NextGap();

    public override double NextGap() => random.NextExponential();
}

/// <summary>Gamma distributed gaps: a renewal process of any burstiness; a coefficient of variation of 1 is Poisson again.</summary>
internal sealed class GammaArrivals : ArrivalProcess
{
    private readonly RandomStream _random;
    private readonly double _shape;

    /// <param name="coefficientOfVariation">Above 0, at most 100.</param>
    public GammaArrivals(double coefficientOfVariation, RandomStream random)
    {
        if (coefficientOfVariation is not (> 0 and <= 100))
        {
            throw new ArgumentOutOfRangeException(nameof(coefficientOfVariation), coefficientOfVariation, "allowed: above 0, at most 100");
        }

        _random = random;
        _shape = 1 / (coefficientOfVariation * coefficientOfVariation);
    }

    public override double First() => NextGap();

    public override double NextGap() => _random.NextGamma(_shape) / _shape;
}
