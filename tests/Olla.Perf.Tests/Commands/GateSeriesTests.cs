using Microsoft.Extensions.Time.Testing;
using Olla.Perf.Analysis.Gates;
using Olla.Perf.Commands;
using Olla.Perf.Load;
using Olla.Perf.Reports;
using Olla.Perf.Results;
using Olla.Perf.Results.Store;
using Olla.Perf.Sweeps;
using Olla.Perf.Sweeps.Duels;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Commands;

public sealed class GateSeriesTests : IDisposable
{
    private static readonly PlantedTruth Truth = new(
        new Dictionary<string, double> { [Metric.TtftP50.Name] = 20, [Metric.CpuPerRequest.Name] = 900 },
        new Dictionary<(string, string), double> { [("proxy.engine=sherpa", Metric.CpuPerRequest.Name)] = 1.5 },
        0.005,
        0.1);

    private static readonly DuelSide Baseline = new(DuelSide.Baseline, "old", new Dictionary<string, string> { ["proxy.engine"] = "olla" }, null);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_same_thing_twice_passes_gate_after_gate_each_on_traces_of_its_own()
    {
        var traces = new HashSet<ulong>();
        var runner = new SimulatedTrialRunner(Truth, 1) { OnTrial = request => traces.Add(request.TraceSeed) };

        var (finished, gates) = await RunAsync(runner, "olla", 5);

        Assert.True(finished);
        Assert.Equal([1, 2, 3, 4, 5], gates.Select(gate => gate.Number));
        Assert.All(gates, gate => Assert.Equal(GateVerdict.Pass, gate.Verdict));
        Assert.Equal(gates.Sum(gate => gate.Pairs), traces.Count);
    }

    [Fact]
    public async Task A_series_that_was_stopped_goes_on_behind_its_last_whole_gate_and_the_torn_one_does_not_count()
    {
        using var stop = new CancellationTokenSource();
        var torn = new SimulatedTrialRunner(Truth, 1)
        {
            OnTrial = request => _ = request.Block == 20 ? Stop(stop) : 0,
        };

        var (finished, before) = await RunAsync(torn, "olla", 5, stop.Token);
        var (_, after) = await RunAsync(new SimulatedTrialRunner(Truth, 2), "olla", 2);

        Assert.False(finished);
        Assert.InRange(before.Count, 1, 4);
        Assert.Equal(Enumerable.Range(1, before.Count + 2), after.Select(gate => gate.Number));
        Assert.Equal(before, after.Take(before.Count));
        Assert.True(after[before.Count].FirstBlock > 19);
    }

    [Fact]
    public async Task Event_logs_stay_for_regressions_alone()
    {
        var events = new RunFolder(folder.Path).Events;
        Directory.CreateDirectory(events);
        var runner = new SimulatedTrialRunner(Truth, 1) { OnTrial = request => File.WriteAllText(request.EventLogPath, "log") };

        await RunAsync(runner, "olla", 1);
        var (_, gates) = await RunAsync(runner, "sherpa", 1);

        Assert.Equal([GateVerdict.Pass, GateVerdict.Regression], gates.Select(gate => gate.Verdict));
        Assert.Equal(Path.Combine(events, "gate-002"), Assert.Single(Directory.GetDirectories(events)));
        Assert.Equal(2 * gates[1].Pairs, Directory.GetFiles(Path.Combine(events, "gate-002")).Length);
        Assert.Empty(Directory.GetFiles(events));
    }

    [Fact]
    public void A_summary_counts_the_verdicts_with_their_intervals_and_names_what_did_not_pass()
    {
        List<GateRecord> gates = [.. Enumerable.Range(1, 200).Select(number => new GateRecord(number, number * 10, GateVerdict.Pass, "PASS", 8, 0, 20))];
        gates[4] = gates[4] with { Verdict = GateVerdict.Undecided, Headline = "UNDECIDED after 16 pairs: Transit p50", LostPairs = 3 };

        var text = GateSeriesText.Markdown("gate-short", "old", "new", same: true, new GateRule(), gates);

        Assert.StartsWith("# 200 gates of the same thing twice\n", text, StringComparison.Ordinal);
        Assert.Contains("| regression | 0 | 0.0 % | [0.0 %, 1.8 %] |", text, StringComparison.Ordinal);
        Assert.Contains("| undecided | 1 | 0.5 % | [0.0 %, 2.8 %] |", text, StringComparison.Ordinal);
        Assert.Contains("the rule allows 1 % of them at most", text, StringComparison.Ordinal);
        Assert.Contains("| 5 | UNDECIDED after 16 pairs: Transit p50 |", text, StringComparison.Ordinal);
        Assert.Contains("3 pairs were lost", text, StringComparison.Ordinal);
    }

    private static int Stop(CancellationTokenSource stop)
    {
        stop.Cancel();
        return 0;
    }

    private async Task<(bool Finished, IReadOnlyList<GateRecord> Gates)> RunAsync(ITrialRunner runner, string engine, int gates, CancellationToken cancellation = default)
    {
        var run = new RunFolder(folder.Path);
        Directory.CreateDirectory(run.Events);
        using var store = RunStore.Open(run.Store);
        var time = new FakeTimeProvider();
        var candidate = new DuelSide(DuelSide.Candidate, "new", new Dictionary<string, string> { ["proxy.engine"] = engine }, null);
        var execution = new TrialExecution(QuickTruth.Scenario, run, runner, time, VoidWindows.RunAgain);
        var duel = new Duel(QuickTruth.Scenario, Baseline, candidate, store, execution, time);
        var finished = await new GateSeries(QuickTruth.Scenario, Baseline, candidate, new GateRule(), GateQuantity.Default, run, time)
            .RunAsync(duel, store, gates, _ => { }, cancellation);
        return (finished, store.ReadGates());
    }
}
