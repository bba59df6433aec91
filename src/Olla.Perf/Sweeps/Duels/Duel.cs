using Olla.Perf.Load;
using Olla.Perf.Results;
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
    /// <param name="disturbed">Hears of every pair that was measured on a disturbed machine and is left out; false ends the duel.</param>
    /// <param name="unusable">Hears of every trial that is void or failed, and will run again or be given up.</param>
    /// <exception cref="TrialFailedException">The baseline cannot be measured, or fails every request.</exception>
    public async Task<DuelOutcome> RunAsync(
        int mostBlocks, Func<DuelBlock, bool> goOn, Action<TrialRecord>? unusable, CancellationToken cancellation, int firstBlock = 1,
        Func<DuelBlock, bool>? disturbed = null)
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
            RefuseIfBaselineFails(before);
            var pair = before.Measurement is { } measuredBefore && after.Measurement is { } measuredAfter ? new DuelBlock(block, measuredBefore, measuredAfter) : null;
            if (pair is not null && before.Status == TrialStatus.Done && after.Status == TrialStatus.Done)
            {
                lostInARow = 0;
                pairs.Add(pair);
                if (!goOn(pair))
                {
                    return new DuelOutcome(DuelEnd.Decided, pairs, lost, "");
                }

                continue;
            }

            lost++;
            if (pair is not null && disturbed?.Invoke(pair) == false)
            {
                return new DuelOutcome(DuelEnd.Decided, pairs, lost, "");
            }

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

    /// <summary>Two sides that fail every request are equal in everything; a gate would pass them.</summary>
    private static void RefuseIfBaselineFails(TrialRecord before)
    {
        if (before.Measurement is { } measured
            && measured.Values.GetValueOrDefault(Metric.FailedRequests.Name) is > 0 and var failed && measured.Values.GetValueOrDefault(Metric.CompletedRequests.Name) == 0)
        {
            throw new TrialFailedException($"the baseline failed all of its {failed:0} requests ({FailureClasses.ToText(measured.Errors)}), so there is nothing to compare with");
        }
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
