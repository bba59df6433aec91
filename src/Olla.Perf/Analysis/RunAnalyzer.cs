using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Results;

namespace Olla.Perf.Analysis;

/// <summary>Turns a run's trials into comparisons, effects, a front and controls; the same trials always give the same analysis.</summary>
internal static class RunAnalyzer
{
    /// <summary>What knob effects are shown for, where measured.</summary>
    private static readonly Metric[] Shown =
    [
        Metric.TtftP50, Metric.TtftP90, Metric.ItlP50, Metric.TransitP50, Metric.E2eP50, Metric.RequestsPerSecond, Metric.CpuPerRequest, Metric.CpuPerEvent,
        Metric.RssMean,
    ];

    public static RunAnalysis Analyze(RunData data)
    {
        var floor = new NoiseFloor(data);
        var rule = new VerdictRule(data.Scenario.EquivalenceMargin);
        var objectives = Objectives.Of(data);
        var shown = Shown.Where(metric => Objectives.IsMeasured(data, metric)).ToList();
        return new RunAnalysis
        {
            Data = data,
            Floor = floor,
            Objectives = objectives,
            AgainstBaseline = CompareWithBaseline(data, floor, rule, objectives),
            Effects = KnobEffects.Overall(data, floor, rule, shown),
            ConditionalEffects = KnobEffects.Conditional(data, floor, rule, objectives),
            Pareto = ParetoFront.Find(data, floor, objectives, (int)(data.Scenario.Seed & int.MaxValue)),
            Controls = new Controls(data, floor).Check(),
        };
    }

    private static Dictionary<(string Candidate, string Metric), Comparison> CompareWithBaseline(
        RunData data, NoiseFloor floor, VerdictRule rule, IReadOnlyList<Metric> objectives)
    {
        var members = new List<((string, string), PairedRatio, double, MetricDirection)>();
        foreach (var candidate in data.Measured.Where(candidate => candidate.Id != data.Space.Baseline.Id))
        {
            foreach (var metric in objectives)
            {
                var ratios = data.LogRatios(candidate.Id, data.Space.Baseline.Id, metric);
                if (ratios.Count > 0)
                {
                    members.Add(((candidate.Id, metric.Name), PairedRatio.Estimate([.. ratios.Values]), floor.Of(metric), metric.Direction));
                }
            }
        }

        return ComparisonFamily.Judge(rule, members).ToDictionary(entry => entry.Subject, entry => entry.Comparison);
    }
}
