using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Results;
using Olla.Perf.Sweeps.Duels;

namespace Olla.Perf.Analysis;

/// <summary>Compares two sides that were measured turn by turn, on every metric that both have.</summary>
internal static class DuelComparison
{
    private static readonly Metric[] _shown =
    [
        Metric.TtftP50, Metric.TtftP90, Metric.ItlP50, Metric.TransitP50, Metric.TransitP99, Metric.E2eP50, Metric.RequestsPerSecond, Metric.Goodput,
        Metric.CpuPerRequest, Metric.CpuPerEvent, Metric.RssMean, Metric.RssPeak,
    ];

    public static IReadOnlyList<ComparedRow> Compare(IReadOnlyList<DuelBlock> blocks, double margin)
    {
        var members = new List<((Metric Metric, double First, double Second), PairedRatio, double, MetricDirection)>();
        foreach (var metric in _shown)
        {
            var logarithm = MetricLogarithm.Of(metric);
            var pairs = blocks.Select(block => (First: logarithm(block.Baseline), Second: logarithm(block.Candidate)))
                .Where(pair => pair.First is not null && pair.Second is not null)
                .Select(pair => (First: pair.First!.Value, Second: pair.Second!.Value))
                .ToList();
            if (pairs.Count > 0)
            {
                members.Add((
                    (metric, Math.Exp(SampleQuantile.Median(pairs.Select(pair => pair.First))), Math.Exp(SampleQuantile.Median(pairs.Select(pair => pair.Second)))),
                    PairedRatio.Estimate([.. pairs.Select(pair => pair.Second - pair.First)]),
                    NoiseFloor.Least,
                    metric.Direction));
            }
        }

        return
        [
            .. ComparisonFamily.Judge(new VerdictRule(margin), members)
                .Select(entry => new ComparedRow("", entry.Subject.Metric, entry.Subject.First, entry.Subject.Second, entry.Comparison)),
        ];
    }
}
