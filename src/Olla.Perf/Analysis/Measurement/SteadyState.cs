namespace Olla.Perf.Analysis.Measurement;

/// <summary>
/// Whether a window had settled: the Mann–Kendall test for a trend (Mann 1945, Kendall 1975) over a time line, together with the size of
/// the trend by Theil and Sen. A trend counts only if it is both certain and large: over many slices a drift of one percent is certain, too.
/// </summary>
internal static class SteadyState
{
    /// <summary>Normal quantile of a two-sided significance of 0.1 %.</summary>
    private const double Certain = 3.29;

    /// <summary>Drift over the whole window as a share of the median.</summary>
    private const double Large = 0.3;

    private const int FewestSlices = 8;

    /// <summary>Drift over the window as a share of the median, if there is one that is certain and large; else null.</summary>
    public static double? FindTrend(IReadOnlyList<double> slices)
    {
        if (slices.Count < FewestSlices)
        {
            return null;
        }

        var median = new Percentiles(slices).Quantile(0.5);
        var slopes = new List<double>();
        var score = 0;
        for (var later = 1; later < slices.Count; later++)
        {
            for (var earlier = 0; earlier < later; earlier++)
            {
                score += Math.Sign(slices[later] - slices[earlier]);
                slopes.Add((slices[later] - slices[earlier]) / (later - earlier));
            }
        }

        var drift = new Percentiles(slopes).Quantile(0.5) * (slices.Count - 1) / median;
        return Math.Abs(Normal(score, slices)) > Certain && Math.Abs(drift) > Large && double.IsFinite(drift) ? drift : null;
    }

    /// <summary>The score in standard deviations, corrected for ties and continuity.</summary>
    private static double Normal(int score, IReadOnlyList<double> slices)
    {
        double count = slices.Count;
        var variance = count * (count - 1) * ((2 * count) + 5);
        foreach (var tie in slices.GroupBy(value => value).Select(group => (double)group.Count()))
        {
            variance -= tie * (tie - 1) * ((2 * tie) + 5);
        }

        return variance <= 0 ? 0 : (score - Math.Sign(score)) / Math.Sqrt(variance / 18);
    }
}
