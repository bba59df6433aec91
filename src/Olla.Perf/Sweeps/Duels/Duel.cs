using Olla.Perf.Load;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Sweeps.Duels;

/// <summary>
/// Measures two sides turn by turn, each pair on one trace and in the order that a coin decides, until whoever watches knows enough. What
/// disturbs the machine then falls on both sides alike, and none has the better place.
/// </summary>
internal sealed class Duel(Scenario scenario, DuelSide baseline, DuelSide candidate, RunStore store, TrialExecution execution, TimeProvider time)
{
    /// <summary>So many blocks in a row without a good pair: waiting longer would only burn time.</summary>
    private const int MostLostInARow = 4;

    /// <param name="mostBlocks">Pairs at most.</param>
    /// <param name="goOn">Hears of every good pair; false ends the duel.</param>
    /// <param name="firstBlock">Number of the first pair's block: it decides the trace and who goes first.</param>
    /// <param name="unusable">Hears of every trial that is void or failed, and will run again or be given up.</param>
    /// <exception cref="TrialFailedException">The baseline cannot be measured.</exception>
    public async Task<DuelOutcome> RunAsync(
        int mostBlocks, Func<DuelBlock, bool> goOn, Action<TrialRecord>? unusable, CancellationToken cancellation, int firstBlock = 1)
    {
        var started = time.GetTimestamp();
        var pairs = new List<DuelBlock>();
        var (lost, lostInARow) = (0, 0);
        for (var block = firstBlock; pairs.Count < mostBlocks; block++)
        {
            if (scenario.Budget.Time > TimeSpan.Zero && time.GetElapsedTime(started) >= scenario.Budget.Time)
            {
                break;
            }

            Dictionary<string, TrialRecord> last;
            try
            {
                last = await RunPairAsync(block, unusable, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return new DuelOutcome(DuelEnd.Stopped, pairs, lost, "");
            }

            var (before, after) = (last[DuelSide.Baseline], last[DuelSide.Candidate]);
            if (before is { Status: TrialStatus.Done, Measurement: { } measuredBefore } && after is { Status: TrialStatus.Done, Measurement: { } measuredAfter })
            {
                lostInARow = 0;
                pairs.Add(new DuelBlock(block, measuredBefore, measuredAfter));
                if (!goOn(pairs[^1]))
                {
                    return new DuelOutcome(DuelEnd.Decided, pairs, lost, "");
                }

                continue;
            }

            lost++;
            if (before.Status == TrialStatus.Failed)
            {
                throw new TrialFailedException($"the baseline could not be measured: {before.Error}");
            }

            if (after.Status == TrialStatus.Failed)
            {
                return new DuelOutcome(DuelEnd.CandidateBroken, pairs, lost, after.Error);
            }

            if (++lostInARow == MostLostInARow)
            {
                return new DuelOutcome(DuelEnd.NeverQuiet, pairs, lost, (before.Status == TrialStatus.Void ? before : after).Error);
            }
        }

        return new DuelOutcome(DuelEnd.OutOfBudget, pairs, lost, "");
    }

    /// <summary>The last attempt of each side. What was void or failed runs again after the other side.</summary>
    private async Task<Dictionary<string, TrialRecord>> RunPairAsync(int block, Action<TrialRecord>? unusable, CancellationToken cancellation)
    {
        var last = new Dictionary<string, TrialRecord>();
        var queue = new Queue<PlannedTrial>(BlockPlanner.PlanPair(scenario, baseline.ToCandidate(), candidate.ToCandidate(), block));
        while (queue.TryDequeue(out var planned))
        {
            cancellation.ThrowIfCancellationRequested();
            var attempt = last.TryGetValue(planned.Candidate.Id, out var earlier) ? earlier.Attempt + 1 : 1;
            var record = await execution.RunAsync(planned, attempt, null, cancellation);
            store.Add(record);
            last[planned.Candidate.Id] = record;
            if (record.Status == TrialStatus.Done)
            {
                continue;
            }

            unusable?.Invoke(record);
            if (attempt < TrialExecution.MostAttempts)
            {
                queue.Enqueue(planned);
            }
        }

        return last;
    }
}
