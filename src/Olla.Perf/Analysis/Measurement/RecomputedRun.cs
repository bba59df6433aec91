using Olla.Perf.Results;
using Olla.Perf.Results.Log;
using Olla.Perf.Results.Store;

namespace Olla.Perf.Analysis.Measurement;

/// <summary>A run's figures, computed anew from its event logs and held against what was stored when it ran.</summary>
internal sealed record RecomputedRun
{
    public required IReadOnlyList<RecomputedTrial> Trials { get; init; }

    /// <summary>Trials that the store has a measurement of but whose log is gone.</summary>
    public required IReadOnlyList<string> WithoutLog { get; init; }

    /// <summary>The store's trials with the recomputed measurements in place of the stored ones; empty if the run has no store.</summary>
    public required IReadOnlyList<TrialRecord> Records { get; init; }

    /// <param name="stored">What the run's store holds; empty if there is none.</param>
    public static RecomputedRun From(RunLogs logs, IReadOnlyList<TrialRecord> stored)
    {
        var trials = new List<RecomputedTrial>();
        foreach (var path in logs.Paths)
        {
            var log = TrialLogReader.Read(path);
            var record = stored.FirstOrDefault(record => LogName(record) == Path.GetFileName(path));
            var measurement = TrialAnalyzer.Measure(log);
            trials.Add(new RecomputedTrial(path, log.Header, measurement, record?.Measurement is { } then ? MeasurementDifference.Find(then, measurement) : null));
        }

        var byName = trials.ToDictionary(trial => Path.GetFileName(trial.Path));
        return new RecomputedRun
        {
            Trials = trials,
            WithoutLog = [.. stored.Where(record => record.Measurement is not null).Select(LogName).Where(name => !byName.ContainsKey(name))],
            Records = [.. stored.Select(record => byName.TryGetValue(LogName(record), out var trial) ? record with { Measurement = trial.Measurement } : record with { Measurement = null })],
        };
    }

    private static string LogName(TrialRecord record) => record.Attempt == 1 ? record.Key : $"{record.Key}-try{record.Attempt}";
}

/// <summary>One trial, computed anew.</summary>
/// <param name="Differences">What differs from the stored measurement; null if none is stored.</param>
internal sealed record RecomputedTrial(string Path, TrialLogHeader Header, TrialMeasurement Measurement, IReadOnlyList<string>? Differences);
