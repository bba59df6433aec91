using MathNet.Numerics.Distributions;

namespace Olla.Perf.Analysis.Statistics;

/// <summary>Bootstrap confidence interval of a median, bias-corrected and accelerated (Efron 1987).</summary>
internal static class BootstrapMedian
{
    private const int Resamples = 2000;

    /// <param name="values">At least two.</param>
    /// <param name="confidence">0.95 for 95 %.</param>
    /// <param name="seed">The same values and seed give the same interval.</param>
    public static Interval Find(IReadOnlyList<double> values, double confidence, int seed)
    {
        var sample = values.Order().ToArray();
        if (sample[0] == sample[^1])
        {
            return new Interval(sample[0], sample[0]);
        }

        var medians = Resample(sample, new Random(seed));
        var centre = SampleQuantile.Find(sample, 0.5);

        // Ties with the centre count half: a median of few values falls on it often.
        var below = medians.Count(median => median < centre) + (0.5 * medians.Count(median => median == centre));
        var bias = Normal.InvCDF(0, 1, Math.Clamp(below / Resamples, 1e-6, 1 - 1e-6));
        var acceleration = Accelerate(sample);
        var tail = (1 - confidence) / 2;
        return new Interval(
            SampleQuantile.Find(medians, Adjust(tail, bias, acceleration)), SampleQuantile.Find(medians, Adjust(1 - tail, bias, acceleration)));
    }

    private static double[] Resample(double[] sample, Random random)
    {
        var medians = new double[Resamples];
        var draw = new double[sample.Length];
        for (var i = 0; i < Resamples; i++)
        {
            for (var j = 0; j < draw.Length; j++)
            {
                draw[j] = sample[random.Next(sample.Length)];
            }

            Array.Sort(draw);
            medians[i] = SampleQuantile.Find(draw, 0.5);
        }

        Array.Sort(medians);
        return medians;
    }

    /// <summary>Skewness of the jackknife's medians.</summary>
    private static double Accelerate(double[] sorted)
    {
        var medians = new double[sorted.Length];
        for (var left = 0; left < sorted.Length; left++)
        {
            medians[left] = SampleQuantile.Find([.. sorted.Where((_, index) => index != left)], 0.5);
        }

        var mean = medians.Average();
        var squares = medians.Sum(median => Math.Pow(mean - median, 2));
        return squares == 0 ? 0 : medians.Sum(median => Math.Pow(mean - median, 3)) / (6 * Math.Pow(squares, 1.5));
    }

    private static double Adjust(double tail, double bias, double acceleration)
    {
        var z = bias + Normal.InvCDF(0, 1, tail);
        return Normal.CDF(0, 1, bias + (z / (1 - (acceleration * z))));
    }
}
