using MathNet.Numerics.Distributions;

namespace Olla.Perf.Analysis.Statistics;

/// <summary>The ratio of two configurations that were not measured together: Welch's interval and test on logarithms.</summary>
internal static class UnpairedRatio
{
    /// <param name="first">Logarithms of the values that the ratio is taken to; at least one.</param>
    /// <param name="second">Logarithms of the values that the ratio is taken of; at least one.</param>
    public static PairedRatio Estimate(IReadOnlyList<double> first, IReadOnlyList<double> second, double confidence = 0.95)
    {
        var ratio = SampleQuantile.Median(second) - SampleQuantile.Median(first);
        var blocks = Math.Min(first.Count, second.Count);
        if (blocks < 2)
        {
            return new PairedRatio(ratio, Interval.Everything, 1, blocks);
        }

        var (one, two) = (Variance(first) / first.Count, Variance(second) / second.Count);
        var error = Math.Sqrt(one + two);
        var difference = second.Average() - first.Average();
        if (error == 0)
        {
            return new PairedRatio(ratio, new Interval(difference, difference), difference == 0 ? 1 : 0, blocks);
        }

        var freedom = Math.Pow(one + two, 2) / ((one * one / (first.Count - 1)) + (two * two / (second.Count - 1)));
        var width = StudentT.InvCDF(0, 1, freedom, 1 - ((1 - confidence) / 2)) * error;
        var interval = new Interval(difference - width, difference + width).Hull(new Interval(ratio, ratio));
        return new PairedRatio(ratio, interval, 2 * StudentT.CDF(0, 1, freedom, -Math.Abs(difference / error)), blocks);
    }

    private static double Variance(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
    }
}
