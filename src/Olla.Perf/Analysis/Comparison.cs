using Olla.Perf.Analysis.Statistics;

namespace Olla.Perf.Analysis;

/// <summary>A ratio with its verdict.</summary>
/// <param name="LogFloor">The noise floor it was held against.</param>
/// <param name="AdjustedPValue">Corrected for its family.</param>
/// <param name="MoreBlocks">For an undecided one: blocks that would decide it, if any sensible number would.</param>
internal sealed record Comparison(PairedRatio Ratio, double LogFloor, double AdjustedPValue, Verdict Verdict, int? MoreBlocks)
{
    /// <summary>Change in percent: −12 for a ratio of 0.88.</summary>
    public double ChangePercent => 100 * (Ratio.Ratio - 1);

    public double LowPercent => 100 * (Ratio.Low - 1);

    public double HighPercent => 100 * (Ratio.High - 1);
}
