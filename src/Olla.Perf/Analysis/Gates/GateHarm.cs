using System.Globalization;
using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Results;

namespace Olla.Perf.Analysis.Gates;

/// <summary>
/// Whether the candidate fails requests that the baseline answers, judged before anything else and on disturbed windows too: where every
/// request fails there are no times to compare, and a busy machine explains late answers, not missing ones.
/// <para>
/// Requests of one window may fail together, for one reason that has nothing to do with the candidate. The proof must therefore hold without
/// the pair that speaks most for it. The intervals are Clopper and Pearson's, and must lie apart: far surer than their level says, so the
/// allowance for false alarms is spent over the looks (look k gets 1/(k·(k+1)) of it) without taking any from the other quantities.
/// </para>
/// </summary>
internal sealed class GateHarm(GateRule rule)
{
    private readonly List<Pair> _pairs = [];
    private readonly Dictionary<string, int> _classes = [];

    public bool IsProven { get; private set; }

    /// <summary><c>failed 240 of 240 requests (status_504 240), the baseline 0 of 240</c>.</summary>
    public string Text => string.Create(
        CultureInfo.InvariantCulture,
        $"the candidate failed {_pairs.Sum(pair => pair.After.Failed)} of {_pairs.Sum(pair => pair.After.All)} requests ({FailureClasses.ToText(_classes)}), the baseline {_pairs.Sum(pair => pair.Before.Failed)} of {_pairs.Sum(pair => pair.Before.All)}");

    public void Add(TrialMeasurement baseline, TrialMeasurement candidate)
    {
        _pairs.Add(new Pair(Count(baseline), Count(candidate)));
        foreach (var (name, number) in candidate.Errors)
        {
            _classes[name] = _classes.GetValueOrDefault(name) + number;
        }

        IsProven |= (_pairs.Count > 1 || rule.MostBlocks == 1) && Proves(rule.MostBlocks == 1 ? _pairs : WithoutWorst());
    }

    private IEnumerable<Pair> WithoutWorst() => _pairs.OrderByDescending(pair => pair.After.Share - pair.Before.Share).Skip(1);

    private bool Proves(IEnumerable<Pair> pairs)
    {
        var (before, after) = pairs.Aggregate((Before: default(Tally), After: default(Tally)), (sum, pair) => (sum.Before + pair.Before, sum.After + pair.After));
        var confidence = 1 - (rule.FalseAlarm / (_pairs.Count * (_pairs.Count + 1.0)));
        return after.Failed > 0 && before.All > 0
            && BinomialShare.Find(after.Failed, after.All, confidence).Low > BinomialShare.Find(before.Failed, before.All, confidence).High + GateQuantity.ShareTolerance;
    }

    private static Tally Count(TrialMeasurement trial)
    {
        var failed = (int)trial.Values.GetValueOrDefault(Metric.FailedRequests.Name);
        return new Tally(failed, failed + (int)trial.Values.GetValueOrDefault(Metric.CompletedRequests.Name));
    }

    private readonly record struct Pair(Tally Before, Tally After);

    private readonly record struct Tally(int Failed, int All)
    {
        public double Share => All > 0 ? (double)Failed / All : 0;

        public static Tally operator +(Tally one, Tally two) => new(one.Failed + two.Failed, one.All + two.All);
    }
}
