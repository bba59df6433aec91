using Olla.Perf.Results;

namespace Olla.Perf.Analysis;

/// <summary>What candidates are traded off on.</summary>
internal static class Objectives
{
    private static readonly Metric[] Wanted = [Metric.TtftP50, Metric.RequestsPerSecond, Metric.CpuPerEvent, Metric.RssMean];

    /// <summary>The objectives that every measured candidate has; CPU per request stands in where nothing was streamed.</summary>
    public static IReadOnlyList<Metric> Of(RunData data) =>
        [.. Wanted.Select(metric => IsMeasured(data, metric) || metric != Metric.CpuPerEvent ? metric : Metric.CpuPerRequest)
            .Where(metric => IsMeasured(data, metric))];

    /// <summary>Whether every measured candidate has a positive value of the metric in some block.</summary>
    public static bool IsMeasured(RunData data, Metric metric) =>
        data.Measured.Count > 0 && data.Measured.All(candidate => data.Of(candidate.Id).Values.Any(trial => trial.Values.GetValueOrDefault(metric.Name) > 0));
}
