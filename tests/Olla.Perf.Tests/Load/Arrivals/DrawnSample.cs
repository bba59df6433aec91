namespace Olla.Perf.Tests.Load.Arrivals;

/// <summary>Statistics of many draws.</summary>
internal sealed class DrawnSample(IReadOnlyList<double> values)
{
    public const int Draws = 100_000;

    /// <summary>Kolmogorov's critical value at a significance of 0.1 %, times the root of the number of draws.</summary>
    private const double KolmogorovBound = 1.95;

    public double Mean { get; } = values.Average();

    /// <summary>Standard deviation over mean.</summary>
    public double Variation => Math.Sqrt(SquaredDeviations / (values.Count - 1)) / Mean;

    /// <summary>Variance over mean: of counts in equal spans of time, 1 for Poisson.</summary>
    public double Dispersion => SquaredDeviations / (values.Count - 1) / Mean;

    private double SquaredDeviations => values.Sum(value => (value - Mean) * (value - Mean));

    /// <summary>No draw tells anything of one up to ten places behind it: four standard errors.</summary>
    public void AssertUncorrelated()
    {
        var bound = 4 / Math.Sqrt(values.Count);
        var whole = SquaredDeviations;
        for (var lag = 1; lag <= 10; lag++)
        {
            var covariance = 0.0;
            for (var index = lag; index < values.Count; index++)
            {
                covariance += (values[index] - Mean) * (values[index - lag] - Mean);
            }

            Assert.InRange(covariance / whole, -bound, bound);
        }
    }

    /// <summary>The test of Kolmogorov and Smirnov.</summary>
    public void AssertFollows(Func<double, double> distribution)
    {
        var sorted = values.Order().ToArray();
        var largest = 0.0;
        for (var index = 0; index < sorted.Length; index++)
        {
            var expected = distribution(sorted[index]);
            largest = Math.Max(largest, Math.Max(Math.Abs(((index + 1.0) / sorted.Length) - expected), Math.Abs(((double)index / sorted.Length) - expected)));
        }

        Assert.InRange(largest, 0, KolmogorovBound / Math.Sqrt(sorted.Length));
    }
}
