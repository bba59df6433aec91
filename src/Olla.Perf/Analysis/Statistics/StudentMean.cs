using MathNet.Numerics.Distributions;

namespace Olla.Perf.Analysis.Statistics;

/// <summary>Student's interval and test for the mean of a sample.</summary>
internal static class StudentMean
{
    /// <summary>Everything for fewer than two values.</summary>
    public static Interval Find(IReadOnlyList<double> values, double confidence)
    {
        if (values.Count < 2)
        {
            return Interval.Everything;
        }

        var (mean, error) = Describe(values);
        var width = StudentT.InvCDF(0, 1, values.Count - 1, 1 - ((1 - confidence) / 2)) * error;
        return new Interval(mean - width, mean + width);
    }

    /// <summary>Two-sided p-value of "the mean is zero"; 1 for fewer than two values.</summary>
    public static double Test(IReadOnlyList<double> values)
    {
        if (values.Count < 2)
        {
            return 1;
        }

        var (mean, error) = Describe(values);
        return error == 0 ? (mean == 0 ? 1 : 0) : 2 * StudentT.CDF(0, 1, values.Count - 1, -Math.Abs(mean / error));
    }

    internal static (double Mean, double StandardError) Describe(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        var variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        return (mean, Math.Sqrt(variance / values.Count));
    }
}
