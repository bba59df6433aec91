using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Results;

namespace Olla.Perf.Analysis;

/// <summary>What a comparison comes to.</summary>
internal enum Verdict
{
    /// <summary>The interval lies outside the noise floor, on the good side.</summary>
    Better,
    /// <summary>The interval lies outside the noise floor, on the bad side.</summary>
    Worse,
    /// <summary>The interval lies inside the scenario's margin.</summary>
    Equivalent,
    /// <summary>Neither; more blocks would tell.</summary>
    Undecided,
}

/// <summary>The rule that turns a ratio into a verdict.</summary>
/// <param name="Margin">Relative, 0.05 for ±5 %.</param>
/// <param name="Level">Probability of a false discovery, over the family of comparisons.</param>
internal sealed record VerdictRule(double Margin, double Level = 0.05)
{
    /// <summary>More blocks than this is no advice that anybody would follow.</summary>
    public const int MostBlocks = 1000;

    /// <param name="adjustedPValue">Corrected for the family that the comparison belongs to.</param>
    /// <param name="logFloor">Half-width of the noise floor.</param>
    public Verdict Judge(PairedRatio ratio, double adjustedPValue, double logFloor, MetricDirection direction)
    {
        var interval = ratio.LogInterval;
        if (adjustedPValue < Level && (interval.Low > logFloor || interval.High < -logFloor))
        {
            var smaller = interval.High < 0;
            return smaller == (direction == MetricDirection.HigherIsBetter) ? Verdict.Worse : Verdict.Better;
        }

        return interval.Low > Math.Log(1 - Margin) && interval.High < Math.Log(1 + Margin) ? Verdict.Equivalent : Verdict.Undecided;
    }

    /// <summary>
    /// How many more blocks an undecided comparison would take if the ratio stays what it seems: widths shrink with the square root of the
    /// blocks. Null if no sensible number would do.
    /// </summary>
    public int? BlocksToDecide(PairedRatio ratio, double logFloor)
    {
        var effect = Math.Abs(ratio.LogRatio);
        var width = ratio.LogInterval.HalfWidth;
        if (!double.IsFinite(width) || ratio.Blocks < 2)
        {
            return null;
        }

        var toDiffer = effect > 0 ? Math.Pow((width + logFloor) / effect, 2) : double.PositiveInfinity;
        var room = Math.Log(1 + Margin) - effect;
        var toEqual = room > 0 ? Math.Pow(width / room, 2) : double.PositiveInfinity;
        var blocks = Math.Ceiling(ratio.Blocks * Math.Min(toDiffer, toEqual)) - ratio.Blocks;
        return blocks > MostBlocks || !double.IsFinite(blocks) ? null : Math.Max(1, (int)blocks);
    }
}
