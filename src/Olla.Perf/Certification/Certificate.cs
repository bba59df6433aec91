using Olla.Perf.Hardware;

namespace Olla.Perf.Certification;

/// <summary>What the instrument's own error is on one machine, and how small an effect it can tell from nothing there.</summary>
internal sealed record Certificate
{
    /// <summary>Identity of the machine, <see cref="HardwareFingerprint.Id"/>.</summary>
    public required string Hardware { get; init; }
    /// <summary>The machine in words.</summary>
    public required string Machine { get; init; }
    public required DateTimeOffset Measured { get; init; }
    /// <summary>What the bare machine does; no instrument on it can be more exact.</summary>
    public required MicroProbeResult Bare { get; init; }
    public required IReadOnlyList<StreamStep> Steps { get; init; }
    public required Saturation Saturation { get; init; }
    public required IReadOnlyList<Resolution> Resolutions { get; init; }
}

/// <summary>The instrument with so many paced streams at once, without a proxy.</summary>
/// <param name="Streams">Streams aimed at, on average over the window.</param>
/// <param name="PacingError">How much later than its deadline the mock wrote an event.</param>
/// <param name="Lateness">How much later than its due time the generator turned to a request.</param>
/// <param name="Transit">From the mock's write to the generator's read, the direct leg.</param>
/// <param name="Doubts">Why the window would be void in a sweep; empty if it would not.</param>
internal sealed record StreamStep(
    int Streams, double EventsPerSecond, Spread PacingError, Spread Lateness, Spread Transit, double GeneratorCores, double BackendCores, IReadOnlyList<string> Doubts);

/// <summary>A distribution by its quantiles, microseconds; NaN where too few samples back one.</summary>
internal readonly record struct Spread(double P50, double P99, double P999);

/// <summary>As many events a second as mock and generator manage together on this machine, and what each of them spends on one.</summary>
/// <param name="GeneratorPerEvent">Microseconds of CPU.</param>
/// <param name="BackendPerEvent">Microseconds of CPU.</param>
internal sealed record Saturation(double EventsPerSecond, double GeneratorPerEvent, double BackendPerEvent);

/// <summary>How well one metric can be told apart, from pairs of windows that measured the very same thing.</summary>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Difference">Median of the pairs' ratios less 1: the A/A difference, which should be nothing.</param>
/// <param name="Scatter">Standard deviation of the logarithm of a pair's ratio.</param>
/// <param name="Pairs">Pairs measured.</param>
internal sealed record Resolution(string Metric, string Title, double Difference, double Scatter, int Pairs)
{
    /// <summary>The smallest relative effect that so many blocks find four times out of five at 95 % confidence.</summary>
    public double SmallestEffect(int blocks)
    {
        // Sample size of the paired t test, solved for the effect: (t of 97.5 % + t of 80 %) standard errors.
        var freedom = blocks - 1;
        var quantiles = MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, freedom, 0.975) + MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, freedom, 0.8);
        return Math.Exp(quantiles * Scatter / Math.Sqrt(blocks)) - 1;
    }

    public static Resolution Of(string metric, string title, IReadOnlyList<(double First, double Second)> pairs)
    {
        var logarithms = pairs.Select(pair => Math.Log(pair.Second / pair.First)).ToList();
        var mean = logarithms.Average();
        var scatter = Math.Sqrt(logarithms.Sum(value => (value - mean) * (value - mean)) / (logarithms.Count - 1));
        return new Resolution(metric, title, Math.Exp(Analysis.Statistics.SampleQuantile.Median(logarithms)) - 1, scatter, pairs.Count);
    }
}
