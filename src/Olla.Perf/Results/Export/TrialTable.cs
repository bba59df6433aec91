using System.Globalization;
using Olla.Perf.Results.Store;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Results.Export;

/// <summary>A run's trials as one flat table: what every export is written from.</summary>
/// <param name="Settings">Swept keys, one column each.</param>
/// <param name="Metrics">Metrics that any trial has, one column each.</param>
internal sealed record TrialTable(IReadOnlyList<TrialRecord> Trials, IReadOnlyList<string> Settings, IReadOnlyList<Metric> Metrics)
{
    /// <summary>Columns before settings and metrics.</summary>
    public static readonly IReadOnlyList<(string Name, Func<TrialRecord, string> Read)> Fixed =
    [
        ("key", trial => trial.Key),
        ("attempt", trial => trial.Attempt.ToString(CultureInfo.InvariantCulture)),
        ("block", trial => trial.Block.ToString(CultureInfo.InvariantCulture)),
        ("position", trial => trial.Position.ToString(CultureInfo.InvariantCulture)),
        ("candidate", trial => trial.Candidate.Id),
        ("role", trial => trial.Candidate.Role switch { TrialRole.Direct => "direct", TrialRole.AaTwin => "twin", _ => "candidate" }),
        ("status", trial => trial.Status.ToString().ToLowerInvariant()),
        ("started", trial => trial.Started.ToString("O", CultureInfo.InvariantCulture)),
        ("seconds", trial => (trial.Finished - trial.Started).TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)),
        ("reason", trial => trial.Error),
    ];

    public static TrialTable Of(IReadOnlyList<TrialRecord> trials) => new(
        trials,
        [.. trials.SelectMany(trial => trial.Candidate.Settings.Keys).Distinct()],
        [.. Metric.All.Where(metric => trials.Any(trial => trial.Measurement?.Values.ContainsKey(metric.Name) == true))]);

    public static double? Value(TrialRecord trial, Metric metric) =>
        trial.Measurement is { } measured && measured.Values.TryGetValue(metric.Name, out var value) ? value : null;
}
