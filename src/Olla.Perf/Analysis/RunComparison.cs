using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Results;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Analysis;

/// <summary>One configuration that two runs measured, on one metric.</summary>
/// <param name="Label">The configuration, or the direct leg.</param>
internal sealed record ComparedRow(string Label, Metric Metric, double First, double Second, Comparison Comparison);

/// <summary>
/// Compares two stored runs. They were not measured together, so that whatever changed on the machine in between looks like a difference:
/// the direct leg, on which no proxy lies, shows how much, and no difference within it is called one.
/// </summary>
internal static class RunComparison
{
    public static IReadOnlyList<ComparedRow> Compare(RunData first, RunData second)
    {
        var rule = new VerdictRule(first.Scenario.EquivalenceMargin);
        var (floorOne, floorTwo) = (new NoiseFloor(first), new NoiseFloor(second));
        var metrics = Objectives.Of(first).Intersect(Objectives.Of(second)).ToList();
        var members = new List<((string Label, Metric Metric, double First, double Second), PairedRatio, double, MetricDirection)>();
        foreach (var metric in metrics)
        {
            var drift = Ratio(first, second, RunData.Direct, metric);
            var floor = Math.Max(floorOne.Of(metric), floorTwo.Of(metric)) + Math.Abs(drift?.LogRatio ?? 0);
            foreach (var (key, label) in Common(first, second))
            {
                if (Ratio(first, second, key, metric) is { } ratio)
                {
                    members.Add(((label, metric, first.Median(key, metric), second.Median(key, metric)), ratio, key == RunData.Direct ? NoiseFloor.Least : floor, metric.Direction));
                }
            }
        }

        return
        [
            .. ComparisonFamily.Judge(rule, members)
                .Select(entry => new ComparedRow(entry.Subject.Label, entry.Subject.Metric, entry.Subject.First, entry.Subject.Second, entry.Comparison)),
        ];
    }

    /// <summary>The direct leg, then every configuration that both runs measured, whatever its number in either.</summary>
    private static IEnumerable<(string Key, string Label)> Common(RunData first, RunData second)
    {
        yield return (RunData.Direct, "direct leg (no proxy)");
        var other = second.Measured.Select(candidate => candidate.Id).ToHashSet();
        foreach (var candidate in first.Measured.Where(candidate => other.Contains(candidate.Id)))
        {
            yield return (candidate.Id, CandidateIdentity.Label(first.EffectiveSettings(candidate)) + (candidate.Id == first.Space.Baseline.Id ? " (defaults)" : ""));
        }
    }

    private static PairedRatio? Ratio(RunData first, RunData second, string key, Metric metric)
    {
        var (one, two) = (Logarithms(first, key, metric), Logarithms(second, key, metric));
        return one.Count > 0 && two.Count > 0 ? UnpairedRatio.Estimate(one, two) : null;
    }

    private static List<double> Logarithms(RunData data, string key, Metric metric) =>
        [.. data.Of(key).Values.Select(MetricLogarithm.Of(metric)).OfType<double>()];
}
