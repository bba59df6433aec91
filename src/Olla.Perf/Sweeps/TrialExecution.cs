using Olla.Perf.Load;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Sweeps;

/// <summary>Runs one planned trial and turns whatever came of it into the record that is stored.</summary>
internal sealed class TrialExecution(Scenario scenario, RunFolder folder, ITrialRunner runner, TimeProvider time, VoidWindows voids)
{
    /// <summary>A trial that is void or fails this often is given up: its block goes on without it.</summary>
    public const int MostAttempts = 3;

    private readonly TrialClock _clock = new(time);

    /// <summary>How long so many trials take, going by those that were run; null before the first.</summary>
    public TimeSpan? Estimate(int trials) => _clock.Estimate(trials);

    public async Task<TrialRecord> RunAsync(PlannedTrial planned, int attempt, Action<TrialProgress>? watch, CancellationToken cancellation)
    {
        var id = attempt == 1 ? planned.Key : $"{planned.Key}-try{attempt}";
        var request = new TrialRequest(id, scenario, planned.Candidate, planned.Block, planned.TraceSeed, folder.EventLog(id));
        var started = time.GetUtcNow();
        _clock.Start();
        try
        {
            var measurement = await runner.RunAsync(request, watch is null ? null : new TrialRelay(watch), cancellation);
            _clock.Stop();
            var reasons = string.Join("; ", measurement.VoidReasons);
            var status = measurement.VoidReasons.Count == 0 || voids == VoidWindows.Keep ? TrialStatus.Done : TrialStatus.Void;
            return new TrialRecord(
                planned.Key, attempt, planned.Block, planned.Position, planned.Candidate, status, started, time.GetUtcNow(), measurement, reasons);
        }
        catch (TrialFailedException error)
        {
            return new TrialRecord(
                planned.Key, attempt, planned.Block, planned.Position, planned.Candidate, TrialStatus.Failed, started, time.GetUtcNow(), null, error.Message);
        }
    }

    private sealed class TrialRelay(Action<TrialProgress> report) : IProgress<TrialProgress>
    {
        public void Report(TrialProgress value) => report(value);
    }
}
