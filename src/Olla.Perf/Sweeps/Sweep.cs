using Olla.Perf.Load;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Sweeps;

/// <summary>
/// Runs a scenario's blocks one after the other and stores each trial when it has finished. Everything that decides what runs next is
/// in the scenario or in the store, so that a run that was stopped anywhere goes on as if it had not been.
/// </summary>
/// <param name="voids">What becomes of windows over the instrument's budget.</param>
/// <param name="race">Decides after each block which candidates leave; null keeps all.</param>
internal sealed class Sweep(Scenario scenario, RunStore store, RunFolder folder, ITrialRunner runner, TimeProvider time,
    VoidWindows voids = VoidWindows.RunAgain, ICandidateRace? race = null)
{
    private readonly SearchSpace space = SearchSpace.Build(scenario);
    private readonly List<TrialRecord> trials = [.. store.ReadTrials()];
    private readonly List<CandidateDrop> drops = [.. store.ReadDrops()];
    private readonly TrialExecution execution = new(scenario, folder, runner, time, voids);
    private int trialsRun;
    private int trialsSkipped;

    /// <exception cref="TrialFailedException">Nothing can be measured: the first trials all failed.</exception>
    public async Task<SweepOutcome> RunAsync(IProgress<SweepProgress>? progress, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var completeBlocks = 0;
        for (var block = 1; block <= scenario.Budget.Blocks; block++)
        {
            if (scenario.Budget.Time > TimeSpan.Zero && time.GetElapsedTime(started) >= scenario.Budget.Time)
            {
                return new SweepOutcome(SweepEnd.OutOfTime, completeBlocks, trialsRun, trialsSkipped);
            }

            try
            {
                await RunBlockAsync(block, progress, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return new SweepOutcome(SweepEnd.Stopped, completeBlocks, trialsRun, trialsSkipped);
            }

            completeBlocks++;
            DropBeaten(block);
        }

        return new SweepOutcome(SweepEnd.Finished, completeBlocks, trialsRun, trialsSkipped);
    }

    /// <summary>Void and failed trials go to the end of their block: what disturbed them may have passed by then.</summary>
    private async Task RunBlockAsync(int block, IProgress<SweepProgress>? progress, CancellationToken cancellation)
    {
        var queue = new Queue<PlannedTrial>(BlockPlanner.Plan(scenario, InRaceAt(block), space.Baseline, block));
        while (queue.TryDequeue(out var planned))
        {
            cancellation.ThrowIfCancellationRequested();
            var earlier = trials.Where(trial => trial.Key == planned.Key).ToList();
            if (earlier.Any(trial => trial.Status == TrialStatus.Done) || earlier.Count >= TrialExecution.MostAttempts)
            {
                trialsSkipped++;
                continue;
            }

            var record = await RunTrialAsync(planned, earlier.Count + 1, progress, cancellation);
            store.Add(record);
            trials.Add(record);
            trialsRun++;
            progress?.Report(Describe(planned, null) with { Finished = record });
            if (record.Status != TrialStatus.Done)
            {
                RefuseIfNothingWorks(record);
                queue.Enqueue(planned);
            }
        }
    }

    private Task<TrialRecord> RunTrialAsync(
        PlannedTrial planned, int attempt, IProgress<SweepProgress>? progress, CancellationToken cancellation)
    {
        progress?.Report(Describe(planned, null));
        return execution.RunAsync(planned, attempt, progress is null ? null : state => progress.Report(Describe(planned, state)), cancellation);
    }

    /// <summary>Three failures and not one success: the set-up is wrong, and a person should hear it now.</summary>
    private void RefuseIfNothingWorks(TrialRecord last)
    {
        if (last.Status == TrialStatus.Failed && trials.Count >= TrialExecution.MostAttempts && trials.All(trial => trial.Status == TrialStatus.Failed))
        {
            throw new TrialFailedException($"the first {trials.Count} trials could not be run: {last.Error}");
        }
    }

    private IEnumerable<Candidate> InRaceAt(int block) =>
        space.Candidates.Where(candidate => !drops.Any(drop => drop.CandidateId == candidate.Id && drop.AfterBlock < block));

    private void DropBeaten(int block)
    {
        if (race is null || drops.Any(drop => drop.AfterBlock >= block))
        {
            return;
        }

        // Only what was known then: a resumed run must decide as the first one did.
        var decided = race.Judge(space, [.. trials.Where(trial => trial.Block <= block)], drops, block);
        store.AddDrops(decided);
        drops.AddRange(decided);
    }

    private SweepProgress Describe(PlannedTrial planned, TrialProgress? state)
    {
        var blocks = scenario.Budget.Blocks;
        var perBlock = InRaceAt(planned.Block).Count() + 2;
        var doneInBlock = trials.Where(trial => trial.Block == planned.Block && Settled(trial)).Select(trial => trial.Key).Distinct().Count();
        var left = ((blocks - planned.Block) * perBlock) + perBlock - doneInBlock;
        var done = trials.Where(Settled).Select(trial => trial.Key).Distinct().Count();
        var label = planned.Candidate.Role switch
        {
            TrialRole.Direct => "direct leg",
            TrialRole.AaTwin => "A/A twin",
            _ => CandidateIdentity.Label(planned.Candidate.Settings),
        };
        return new SweepProgress(
            planned.Block, blocks, done, done + left, trials.Count(trial => trial.Status == TrialStatus.Void), label, execution.Estimate(left), state);
    }

    private static bool Settled(TrialRecord trial) => trial.Status == TrialStatus.Done || trial.Attempt >= TrialExecution.MostAttempts;
}
