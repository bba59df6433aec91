using Olla.Perf.Analysis.Sequential;
using Olla.Perf.Analysis.Statistics;

namespace Olla.Perf.Analysis.Gates;

/// <summary>One quantity of a running gate: its differences, and the two questions asked after each of them.</summary>
internal sealed class GateTrack(GateQuantity quantity, GateRule rule, int quantities)
{
    private readonly SequentialEvidence _worse = new(quantity.ToleranceOf(rule));
    private readonly SequentialEvidence _harmless = new(-quantity.MarginOf(rule));
    private readonly List<double> _differences = [];

    public GateQuantity Quantity => quantity;

    /// <summary>More is worse: logarithm of a ratio, or difference of shares.</summary>
    public IReadOnlyList<double> Differences => _differences;

    /// <summary>The first answer stands: an answer may be given at any look, so it need not be given again at a later one.</summary>
    public GateVerdict Verdict { get; private set; }

    /// <summary>After how many pairs the verdict fell; zero while it has not.</summary>
    public int DecidedAfter { get; private set; }

    /// <summary>Typical difference; NaN before the first.</summary>
    public double Median => SampleQuantile.Median(_differences);

    public void Add(double difference)
    {
        _differences.Add(difference);
        _worse.Add(difference);
        _harmless.Add(-difference);

        // Any quantity may raise a false alarm, so that each gets its share of the allowance; all must pass, so that none needs a share.
        var found = _worse.LogEvidence >= Math.Log(quantities / rule.FalseAlarm) ? GateVerdict.Regression
            : _harmless.LogEvidence >= Math.Log(1 / rule.Miss) ? GateVerdict.Pass
            : GateVerdict.Undecided;
        if (found != GateVerdict.Undecided && Verdict != GateVerdict.Regression && found != Verdict)
        {
            (Verdict, DecidedAfter) = (found, _differences.Count);
        }
    }

    /// <summary>
    /// Where the typical difference lies, whenever the gate stopped. Each end is as sure as a pass is, so that what passed has its margin
    /// outside.
    /// </summary>
    public Interval Interval() => AnytimeInterval.Find(_differences, 1 - (2 * rule.Miss));
}
