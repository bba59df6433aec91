namespace Olla.Perf.Analysis.Statistics;

/// <summary>Quantiles of plain samples.</summary>
internal static class SampleQuantile
{
    public static double Median(IEnumerable<double> values) => Find([.. values.Order()], 0.5);

    /// <summary>Linear interpolation between order statistics (Hyndman and Fan's type 7); NaN for no sample.</summary>
    public static double Find(IReadOnlyList<double> sorted, double quantile)
    {
        if (sorted.Count == 0)
        {
            return double.NaN;
        }

        var place = quantile * (sorted.Count - 1);
        var low = (int)Math.Floor(place);
        var high = Math.Min(low + 1, sorted.Count - 1);
        return sorted[low] + ((place - low) * (sorted[high] - sorted[low]));
    }
}
