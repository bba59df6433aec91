using Olla.Perf.Analysis.Gates;
using Olla.Perf.Reports;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps.Duels;

namespace Olla.Perf.Commands;

/// <summary>
/// Whole gates, one after another, each with pairs and traces of its own. What each came to is stored when it has ended, so that a series
/// that is stopped goes on behind its last whole gate.
/// </summary>
internal sealed class GateSeries(Scenario scenario, DuelSide baseline, DuelSide candidate, GateRule rule, IReadOnlyList<GateQuantity> quantities, RunFolder folder, TimeProvider time)
{
    /// <param name="gates">So many more than there are.</param>
    /// <param name="heard">Hears of every gate when it has ended.</param>
    /// <returns>False if it was stopped before all were run.</returns>
    public async Task<bool> RunAsync(Duel duel, RunStore store, int gates, Action<GateRecord> heard, CancellationToken cancellation)
    {
        var last = store.ReadGates().Count + gates;
        for (var number = last - gates + 1; number <= last; number++)
        {
            var (judge, first, started) = (new GateJudge(rule, quantities), store.LastBlock() + 1, time.GetTimestamp());
            var outcome = await duel.RunAsync(rule.MostBlocks, judge.Hear, null, cancellation, first, judge.HearDisturbed);
            if (outcome.End == DuelEnd.Stopped)
            {
                return false;
            }

            var result = new GateResult(scenario, baseline, candidate, judge, outcome);
            var gate = new GateRecord(
                number, first, result.Verdict, GateText.Headline(result), outcome.Blocks.Count, outcome.LostBlocks, time.GetElapsedTime(started).TotalSeconds);
            FileLogs(gate);
            store.AddGate(gate);
            heard(gate);
        }

        return true;
    }

    /// <summary>Thousands of event logs would fill the disk: those of a regression are the evidence and stay, in a folder of their own.</summary>
    private void FileLogs(GateRecord gate)
    {
        var own = Path.Combine(folder.Events, $"gate-{gate.Number:000}");
        foreach (var log in Directory.EnumerateFiles(folder.Events).ToList())
        {
            if (gate.Verdict != GateVerdict.Regression)
            {
                File.Delete(log);
                continue;
            }

            Directory.CreateDirectory(own);
            File.Move(log, Path.Combine(own, Path.GetFileName(log)), overwrite: true);
        }
    }
}
