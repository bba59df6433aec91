using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Results;

namespace Olla.Perf.Analysis.Claims;

/// <summary>A quantity over the blocks of a run, in the metric's own unit.</summary>
/// <param name="Mean">Mean over the blocks.</param>
/// <param name="Interval">95 %, Student.</param>
internal sealed record ClaimFigure(double Mean, Interval Interval, int Blocks)
{
    /// <summary>Null for no block.</summary>
    public static ClaimFigure? Of(IReadOnlyList<double> byBlock) =>
        byBlock.Count == 0 ? null : new ClaimFigure(byBlock.Average(), StudentMean.Find(byBlock, 0.95), byBlock.Count);

    /// <summary>Whether the truth lies between the limits: yes, no, or (null) not known.</summary>
    public bool? LiesWithin(double low, double high) =>
        Interval.Low >= low && Interval.High <= high ? true
        : Interval.High < low || Interval.Low > high ? false
        : null;
}

/// <summary>Reads figures from a run, averaged in each block over all candidates that share some settings.</summary>
internal sealed class ClaimMeasures(RunData data)
{
    /// <summary>The metric itself.</summary>
    public ClaimFigure? Value(Metric metric, params (string Key, string Value)[] settings) => ClaimFigure.Of([.. ByBlock(metric, settings).Values]);

    /// <summary>What the proxy adds: the metric less that of the same block's direct leg.</summary>
    public ClaimFigure? Added(Metric metric, params (string Key, string Value)[] settings)
    {
        var direct = data.Of(RunData.Direct);
        return ClaimFigure.Of(
        [
            .. ByBlock(metric, settings)
                .Where(block => direct.TryGetValue(block.Key, out var trial) && trial.Values.ContainsKey(metric.Name))
                .Select(block => block.Value - direct[block.Key].Values[metric.Name]),
        ]);
    }

    /// <summary>Ratio of a metric under one value of a key to that under another, all else equal.</summary>
    public PairedRatio? Ratio(Metric metric, string key, string value, string reference, params (string Key, string Value)[] settings)
    {
        var (ratios, _) = KnobContrast.Measure(
            data, key, value, reference, MetricLogarithm.Of(metric), all => settings.All(pair => all.GetValueOrDefault(pair.Key) == pair.Value));
        return ratios.Count == 0 ? null : PairedRatio.Estimate([.. ratios.Values]);
    }

    private SortedDictionary<int, double> ByBlock(Metric metric, (string Key, string Value)[] settings)
    {
        var values = new SortedDictionary<int, List<double>>();
        foreach (var candidate in data.Measured)
        {
            var effective = data.EffectiveSettings(candidate);
            if (!settings.All(pair => effective.GetValueOrDefault(pair.Key) == pair.Value))
            {
                continue;
            }

            foreach (var (block, trial) in data.Of(candidate.Id))
            {
                if (trial.Values.TryGetValue(metric.Name, out var value))
                {
                    (values.TryGetValue(block, out var list) ? list : values[block] = []).Add(value);
                }
            }
        }

        return new SortedDictionary<int, double>(values.ToDictionary(block => block.Key, block => block.Value.Average()));
    }
}
