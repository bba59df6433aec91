using System.Globalization;
using System.Text;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Sweeps;

/// <summary>What a sweep would do, in words.</summary>
internal static class PlanText
{
    /// <summary>Start of a fresh proxy, three rounds of warm-up with a rest after each, drain and analysis: about this much on two cores, good for an estimate.</summary>
    private static readonly TimeSpan _overhead = TimeSpan.FromSeconds(2.8);

    public static string Of(Scenario scenario)
    {
        var space = SearchSpace.Build(scenario);
        var perBlock = space.Candidates.Count + 2;
        var trial = scenario.Load.Duration + scenario.Load.Warmup + _overhead;
        var total = trial * (perBlock * scenario.Budget.Blocks);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{scenario.Name}: {scenario.Description}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{space.Candidates.Count} configurations, the A/A twin and the direct leg in each of {scenario.Budget.Blocks} blocks: {perBlock * scenario.Budget.Blocks} trials");
        text.AppendLine(CultureInfo.InvariantCulture, $"about {trial.TotalSeconds:0.0} s a trial, {total.TotalMinutes:0.0} min in all{Limit(scenario, total)}");
        foreach (var (candidate, index) in space.Candidates.Select((candidate, index) => (candidate, index)))
        {
            var mark = candidate.Id == space.Baseline.Id ? "  (defaults: everything is compared with it)" : "";
            text.AppendLine(CultureInfo.InvariantCulture, $"{index + 1,4}  {candidate.Id}  {CandidateIdentity.Label(candidate.Settings)}{mark}");
        }

        text.AppendLine("order of the first block:");
        text.AppendLine("      " + string.Join(", ", BlockPlanner.Plan(scenario, space.Candidates, space.Baseline, 1).Select(planned => planned.Key)));
        return text.ToString();
    }

    private static string Limit(Scenario scenario, TimeSpan total) =>
        scenario.Budget.Time > TimeSpan.Zero && scenario.Budget.Time < total ? $", cut after {DurationText.Format(scenario.Budget.Time)}" : "";
}
