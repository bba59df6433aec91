using Olla.Perf.Results;

namespace Olla.Perf.Analysis;

/// <summary>Reads a metric on the scale on which ratios are differences.</summary>
internal static class MetricLogarithm
{
    /// <summary>Null for a trial that lacks the metric, or where it is zero and has no ratio.</summary>
    public static Func<TrialMeasurement, double?> Of(Metric metric) =>
        trial => trial.Values.TryGetValue(metric.Name, out var value) && value > 0 && double.IsFinite(value) ? Math.Log(value) : null;
}
