using Olla.Perf.Load;
using Olla.Perf.Results.Store;

namespace Olla.Perf.Sweeps;

/// <summary>Where a sweep is, for whoever watches.</summary>
/// <param name="TrialsDone">Finished trials of this run, those of an earlier session included.</param>
/// <param name="TrialsPlanned">Trials that the rest of the plan would make in all, candidates already dropped left out.</param>
/// <param name="Trial">How far the running trial is; null between two trials.</param>
internal sealed record SweepProgress(
    int Block, int Blocks, int TrialsDone, int TrialsPlanned, int VoidTrials, string RunningLabel, TimeSpan? TimeLeft, TrialProgress? Trial)
{
    /// <summary>The trial that has just ended, in the one report that says so.</summary>
    public TrialRecord? Finished { get; init; }
}
