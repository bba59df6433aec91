using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Results;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Analysis;

/// <summary>Main effects of every knob, and its effects under each setting of the others.</summary>
internal static class KnobEffects
{
    /// <summary>What a value is compared with: the default if it was swept, else the first value of the dimension.</summary>
    public static string Reference(Dimension dimension) =>
        KnobDefaults.Find(dimension.Key, new Dictionary<string, string>()) is { } known && dimension.Values.Contains(known) ? known : dimension.Values[0];

    public static IReadOnlyList<KnobEffect> Overall(RunData data, NoiseFloor floor, VerdictRule rule, IReadOnlyList<Metric> metrics) =>
        Judge(rule, Contrasts(data, floor, metrics, null, ""));

    /// <summary>The same contrasts, once under each value of every other knob: where they differ, knobs depend on each other.</summary>
    public static IReadOnlyList<KnobEffect> Conditional(RunData data, NoiseFloor floor, VerdictRule rule, IReadOnlyList<Metric> metrics)
    {
        var raw = new List<RawEffect>();
        foreach (var other in data.Scenario.Dimensions)
        {
            foreach (var value in other.Values)
            {
                var condition = CandidateIdentity.ValueLabel(other.Key, value);
                raw.AddRange(Contrasts(data, floor, metrics, (other.Key, value), condition));
            }
        }

        return Judge(rule, raw);
    }

    private static IEnumerable<RawEffect> Contrasts(
        RunData data, NoiseFloor floor, IReadOnlyList<Metric> metrics, (string Key, string Value)? only, string condition)
    {
        foreach (var dimension in data.Scenario.Dimensions.Where(dimension => dimension.Key != only?.Key))
        {
            var reference = Reference(dimension);
            foreach (var value in dimension.Values.Where(value => value != reference))
            {
                foreach (var metric in metrics)
                {
                    var (ratios, pairs) = KnobContrast.Measure(
                        data, dimension.Key, value, reference, MetricLogarithm.Of(metric),
                        only is { } fix ? settings => settings.GetValueOrDefault(fix.Key) == fix.Value : null);
                    if (ratios.Count > 0)
                    {
                        yield return new RawEffect(
                            dimension.Key, value, reference, condition, metric, pairs, PairedRatio.Estimate([.. ratios.Values]), floor.Of(metric));
                    }
                }
            }
        }
    }

    private static IReadOnlyList<KnobEffect> Judge(VerdictRule rule, IEnumerable<RawEffect> raw)
    {
        var judged = ComparisonFamily.Judge(rule, [.. raw.Select(effect => (effect, effect.Ratio, effect.LogFloor, effect.Metric.Direction))]);
        return
        [
            .. judged.Select(entry => new KnobEffect(
                entry.Subject.Key, entry.Subject.Value, entry.Subject.Reference, entry.Subject.Condition, entry.Subject.Metric, entry.Subject.Pairs, entry.Comparison)),
        ];
    }

    private sealed record RawEffect(
        string Key, string Value, string Reference, string Condition, Metric Metric, int Pairs, PairedRatio Ratio, double LogFloor);
}
