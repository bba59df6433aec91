using Olla.Perf.Results;

namespace Olla.Perf.Analysis.Measurement;

/// <summary>
/// Exact order statistics of a sample that is sorted once. A percentile is given only if at least two values lie beyond it with 99 %
/// confidence: that takes 662 values for p99 and 6 636 for p99.9. With fewer, it would be the story of one value.
/// </summary>
internal sealed class Percentiles
{
    private const double Confidence = 0.99;
    private readonly double[] _sorted;

    public Percentiles(IEnumerable<double> values)
    {
        _sorted = [.. values];
        Array.Sort(_sorted);
    }

    public int Count => _sorted.Length;

    public double Mean => _sorted.Length == 0 ? double.NaN : _sorted.Average();

    public double Maximum => _sorted.Length == 0 ? double.NaN : _sorted[^1];

    /// <summary>Fewest values that back a quantile.</summary>
    /// <param name="quantile">Above 0, below 1; below the median its mirror image counts.</param>
    public static int Needed(double quantile)
    {
        var tail = Math.Min(quantile, 1 - quantile);
        var count = 2;
        while (FewerThanTwoBeyond(count, tail) > 1 - Confidence)
        {
            count++;
        }

        return count;
    }

    /// <summary>The quantile by linear interpolation (type 7 of Hyndman and Fan 1996), whether backed or not; NaN of an empty sample.</summary>
    public double Quantile(double quantile)
    {
        if (_sorted.Length == 0)
        {
            return double.NaN;
        }

        var position = quantile * (_sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, _sorted.Length - 1);
        return _sorted[below] + ((position - below) * (_sorted[above] - _sorted[below]));
    }

    /// <summary>The quantile, or NaN if the sample does not back it.</summary>
    public double Backed(double quantile) => FewerThanTwoBeyond(_sorted.Length, Math.Min(quantile, 1 - quantile)) <= 1 - Confidence
        ? Quantile(quantile)
        : double.NaN;

    /// <summary>A curve for plots: dense towards the upper tail, as far as the sample backs it.</summary>
    public IReadOnlyList<QuantilePoint> Curve()
    {
        var points = new List<QuantilePoint>();
        if (_sorted.Length == 0)
        {
            return points;
        }

        for (var step = 0; step < 99; step++)
        {
            points.Add(new QuantilePoint(step / 100.0, Quantile(step / 100.0)));
        }

        foreach (var quantile in (double[])[0.99, 0.992, 0.994, 0.996, 0.998, 0.999, 0.9995, 0.9999])
        {
            if (double.IsFinite(Backed(quantile)))
            {
                points.Add(new QuantilePoint(quantile, Quantile(quantile)));
            }
        }

        points.Add(new QuantilePoint(1, Maximum));
        return points;
    }

    /// <summary>Probability that fewer than two of so many values lie beyond a quantile with that tail.</summary>
    private static double FewerThanTwoBeyond(int count, double tail) =>
        count < 2 ? 1 : Math.Pow(1 - tail, count) + (count * tail * Math.Pow(1 - tail, count - 1));
}
