using Olla.Perf.Analysis;
using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Reports;
using Olla.Perf.Results;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Recommendations;

/// <summary>
/// Chooses for a goal by going forward from the defaults, or from what somebody's own file says:
/// <list type="number">
/// <item>Of every key that still has its default, hold every other value against the default (<see cref="ScoreContrast"/>).</item>
/// <item>Bar values that fail requests or goodput; correct the rest for being looked at together.</item>
/// <item>Take the proven improvement that is largest, keep it, and begin again under it.</item>
/// <item>When nothing more is proven, take back what is not proven any more under the rest; all other keys keep their defaults.</item>
/// </list>
/// </summary>
internal sealed class GoalRule(RunData data, NoiseFloor floor, Goal goal, StartingPoint start)
{
    private static readonly Dictionary<string, string> NothingChosen = [];

    private readonly VerdictRule rule = new(data.Scenario.EquivalenceMargin);
    private readonly ScoreContrast contrast = new(data, floor, goal, start);

    public GoalRule(RunData data, NoiseFloor floor, Goal goal) : this(data, floor, goal, StartingPoint.Defaults)
    {
    }

    public Recommendation Recommend(IReadOnlyList<ParetoPoint> front)
    {
        var chosen = new Dictionary<string, string>();
        var changes = new List<KeyEvidence>();
        var lastRound = new List<(Option Option, Comparison Comparison)>();
        while (true)
        {
            lastRound = Compare(chosen);
            var winner = lastRound.Where(entry => IsProven(entry, lastRound)).OrderBy(entry => entry.Comparison.Ratio.LogRatio).FirstOrDefault();
            if (winner.Option is null)
            {
                break;
            }

            changes.Add(Explain(winner.Option, winner.Comparison));
            chosen[winner.Option.Key] = winner.Option.Value;
        }

        TakeBack(changes, chosen);
        return Conclude(changes, chosen, lastRound, front);
    }

    /// <summary>Logarithmic score against the defaults' score, for tables; null without data.</summary>
    public PairedRatio? ScoreAgainstBaseline(string candidate) => Score(candidate, data.Space.Baseline.Id);

    private PairedRatio? Score(string candidate, string reference)
    {
        var ratios = data.LogRatios(candidate, reference, contrast.Score);
        return ratios.Count == 0 ? null : PairedRatio.Estimate([.. ratios.Values]);
    }

    /// <summary>An earlier choice may have become the default, or lost its effect, by a later one.</summary>
    private void TakeBack(List<KeyEvidence> changes, Dictionary<string, string> chosen)
    {
        for (var index = changes.Count - 1; index >= 0; index--)
        {
            var change = changes[index];
            chosen.Remove(change.Key);
            var again = Compare(chosen).Where(entry => entry.Option.Key == change.Key && entry.Option.Value == change.Value).ToList();
            if (start.Of(change.Key, chosen) == change.Value || (again.Count > 0 && !again.TrueForAll(entry => entry.Comparison.Verdict == Verdict.Better)))
            {
                changes.RemoveAt(index);
                continue;
            }

            chosen[change.Key] = change.Value;
        }
    }

    private List<(Option Option, Comparison Comparison)> Compare(Dictionary<string, string> chosen)
    {
        var options = new List<(Option, PairedRatio, double, MetricDirection)>();
        foreach (var dimension in data.Scenario.Dimensions.Where(dimension => !chosen.ContainsKey(dimension.Key)))
        {
            var normal = start.Of(dimension.Key, chosen);
            foreach (var value in dimension.Values.Where(value => value != normal))
            {
                foreach (var (reference, measured) in References(dimension, value, normal, chosen))
                {
                    var option = new Option(dimension.Key, value, normal, reference, measured.Pairs, measured.Conditions);
                    options.Add((option, PairedRatio.Estimate([.. measured.LogRatios.Values]), floor.Of(goal.Name, contrast.Score), MetricDirection.LowerIsBetter));
                }
            }
        }

        return [.. ComparisonFamily.Judge(rule, options)];
    }

    /// <summary>The default; or, where no pair with the default was run, every other value of the dimension.</summary>
    private IReadOnlyList<(string Reference, MeasuredContrast Contrast)> References(
        Dimension dimension, string value, string normal, Dictionary<string, string> chosen)
    {
        if (contrast.Measure(dimension.Key, value, normal, chosen) is { } direct)
        {
            return [(normal, direct)];
        }

        // A default that was swept but is missing here was dropped or failed: nothing else can stand in for it.
        var others = dimension.Values.Contains(normal) ? [] : dimension.Values.Where(other => other != value);
        return [.. others.Select(other => (other, contrast.Measure(dimension.Key, value, other, chosen))).Where(entry => entry.Item2 is not null)
            .Select(entry => (entry.other, entry.Item2!))];
    }

    /// <summary>A value is proven if it beats everything that it was held against, and harms nobody.</summary>
    private bool IsProven((Option Option, Comparison Comparison) entry, List<(Option Option, Comparison Comparison)> round) =>
        round.Where(other => other.Option.Key == entry.Option.Key && other.Option.Value == entry.Option.Value)
            .All(other => other.Comparison.Verdict == Verdict.Better)
        && !HarmGuard.IsBarred(data, entry.Option.Key, entry.Option.Value, entry.Option.Reference, entry.Option.Conditions);

    private KeyEvidence Explain(Option option, Comparison score)
    {
        var metrics = Metric.All.Where(metric => metric.Direction != MetricDirection.Informational && Objectives.IsMeasured(data, metric));
        var raw = new List<(Metric Metric, PairedRatio Ratio, double LogFloor, MetricDirection Direction)>();
        foreach (var metric in metrics)
        {
            var (ratios, _) = KnobContrast.Measure(
                data, option.Key, option.Value, option.Reference, MetricLogarithm.Of(metric), settings => Agrees(settings, option.Conditions));
            if (ratios.Count > 0)
            {
                raw.Add((metric, PairedRatio.Estimate([.. ratios.Values]), floor.Of(metric), metric.Direction));
            }
        }

        var effects = ComparisonFamily.Judge(rule, raw)
            .Select(entry => new KnobEffect(option.Key, option.Value, option.Reference, "", entry.Subject, option.Pairs, entry.Comparison))
            .ToList();
        var under = string.Join(", ", option.Conditions.Select(pair => CandidateIdentity.ValueLabel(pair.Key, pair.Value)));
        return new KeyEvidence(option.Key, option.Value, option.Default, option.Reference, option.Pairs, score, effects, under);
    }

    private Recommendation Conclude(
        List<KeyEvidence> changes, Dictionary<string, string> chosen, List<(Option Option, Comparison Comparison)> lastRound, IReadOnlyList<ParetoPoint> front)
    {
        var whole = data.Scenario.Dimensions.ToDictionary(
            dimension => dimension.Key, dimension => chosen.GetValueOrDefault(dimension.Key) ?? start.Of(dimension.Key, chosen));
        var measured = Find(whole);
        var before = start.IsDefaults ? data.Space.Baseline : Find(data.Scenario.Dimensions.ToDictionary(dimension => dimension.Key, dimension => start.Of(dimension.Key, NothingChosen)));
        var overall = measured is null || before is null || measured.Id == before.Id ? null : Score(measured.Id, before.Id);
        var overallFloor = floor.Of(goal.Name, contrast.Score);
        return new Recommendation
        {
            Goal = goal,
            Changes = changes,
            Kept = [.. Kept(changes, lastRound)],
            Measured = measured,
            AgainstDefaults = overall is null
                ? null
                : ComparisonFamily.Judge(rule, [(0, overall, overallFloor, MetricDirection.LowerIsBetter)])[0].Comparison,
            ProbabilityOnFront = front.FirstOrDefault(point => point.Candidate.Id == measured?.Id)?.ProbabilityOnFront,
            BestObserved = data.Measured.MinBy(candidate => ScoreAgainstBaseline(candidate.Id)?.LogRatio ?? double.PositiveInfinity),
        };
    }

    private IEnumerable<KeptKey> Kept(List<KeyEvidence> changes, List<(Option Option, Comparison Comparison)> lastRound)
    {
        foreach (var dimension in data.Scenario.Dimensions.Where(dimension => changes.TrueForAll(change => change.Key != dimension.Key)))
        {
            var nearest = lastRound.Where(entry => entry.Option.Key == dimension.Key).OrderBy(entry => entry.Comparison.Ratio.LogRatio).FirstOrDefault();
            if (nearest.Option is null)
            {
                yield return new KeptKey(
                    dimension.Key, start.Of(dimension.Key, data.Space.Baseline.Settings), dimension.Values[0], null,
                    "its effect depends on keys whose defaults were not run, or no pair of this run differs in it alone");
                continue;
            }

            var barred = HarmGuard.IsBarred(data, dimension.Key, nearest.Option.Value, nearest.Option.Reference, nearest.Option.Conditions);
            yield return new KeptKey(
                dimension.Key, nearest.Option.Default, nearest.Option.Value, nearest.Comparison,
                Reason(nearest.Comparison, barred, nearest.Option.Value));
        }
    }

    private static string Reason(Comparison comparison, bool barred, string value) => comparison.Verdict switch
    {
        _ when barred => $"{value} fails requests or the limits of slo",
        Verdict.Worse => $"{value} is worse",
        Verdict.Equivalent => $"{value} makes no difference that matters",
        Verdict.Better => $"{value} is better than some values, not proven against all",
        _ => comparison.MoreBlocks is { } more ? $"undecided; about {NumberText.Blocks(more)} would tell" : "undecided",
    };

    private Candidate? Find(IReadOnlyDictionary<string, string> settings) => data.Measured.FirstOrDefault(candidate => Agrees(data.EffectiveSettings(candidate), settings));

    private static bool Agrees(IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> wanted) =>
        wanted.All(pair => settings.GetValueOrDefault(pair.Key) == pair.Value);

    private sealed record Option(string Key, string Value, string Default, string Reference, int Pairs, IReadOnlyDictionary<string, string> Conditions);
}
