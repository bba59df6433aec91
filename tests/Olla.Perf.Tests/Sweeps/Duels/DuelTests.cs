using Microsoft.Extensions.Time.Testing;
using Olla.Perf.Analysis.Gates;
using Olla.Perf.Load;
using Olla.Perf.Results;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;
using Olla.Perf.Sweeps.Duels;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Sweeps.Duels;

public sealed class DuelTests : IDisposable
{
    private static readonly Scenario Scenario = ScenarioLoader.Parse(
        """
        name: pair
        seed: 5
        fleet: {mocks: [{name: one}]}
        load: {phases: [{inject: {rate: 10, during: 1s}}]}
        """,
        "pair.yaml");

    private static readonly PlantedTruth Truth = new(
        new Dictionary<string, double> { [Metric.TtftP50.Name] = 20, [Metric.CpuPerRequest.Name] = 900 },
        new Dictionary<(string, string), double> { [("proxy.engine=sherpa", Metric.CpuPerRequest.Name)] = 1.3 },
        0.01,
        0.1);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Each_pair_runs_on_one_trace_and_either_side_goes_first_about_half_the_time()
    {
        var seeds = new Dictionary<int, HashSet<ulong>>();
        var runner = new SimulatedTrialRunner(Truth, 1)
        {
            OnTrial = request => (seeds.TryGetValue(request.Block, out var seen) ? seen : seeds[request.Block] = []).Add(request.TraceSeed),
        };

        var (outcome, _) = await RunAsync(runner, 40, "olla");

        Assert.Equal((DuelEnd.OutOfBudget, 40), (outcome.End, outcome.Blocks.Count));
        Assert.All(seeds.Values, seen => Assert.Single(seen));
        var baselineFirst = runner.Started.Where((_, index) => index % 2 == 0).Count(id => id.EndsWith("baseline", StringComparison.Ordinal));
        Assert.InRange(baselineFirst, 10, 30);
    }

    [Fact]
    public async Task A_candidate_that_costs_more_ends_the_gate_as_soon_as_it_is_known()
    {
        var judge = new GateJudge(new GateRule(), GateQuantity.Default);

        var (outcome, trials) = await RunAsync(new SimulatedTrialRunner(Truth, 1), 40, "sherpa", judge);

        Assert.Equal((DuelEnd.Decided, GateVerdict.Regression), (outcome.End, judge.Verdict));
        Assert.Equal(["cpu_us_per_request"], judge.Tracks.Where(track => track.Verdict == GateVerdict.Regression).Select(track => track.Quantity.Name));
        Assert.InRange(judge.Blocks, 8, 20);
        Assert.Equal(2 * judge.Blocks, trials.Count);
    }

    [Fact]
    public async Task A_disturbed_trial_is_run_again_and_a_pair_that_stays_disturbed_is_left_out()
    {
        var runner = new SimulatedTrialRunner(Truth, 1)
        {
            VoidReason = request => request.TrialId is "b002-candidate" || request.TrialId.StartsWith("b003-baseline", StringComparison.Ordinal) ? "busy" : null,
        };

        var (outcome, trials) = await RunAsync(runner, 4, "olla");

        Assert.Equal([1, 2, 4, 5], outcome.Blocks.Select(block => block.Number));
        Assert.Equal(1, outcome.LostBlocks);
        Assert.Equal(TrialExecution.MostAttempts, trials.Count(trial => trial.Key == "b003-baseline"));
    }

    [Fact]
    public async Task A_candidate_that_cannot_run_ends_the_duel_and_a_baseline_that_cannot_is_an_error()
    {
        var (outcome, _) = await RunAsync(Failing("candidate"), 4, "olla");

        Assert.Equal((DuelEnd.CandidateBroken, "no such key"), (outcome.End, outcome.Detail));
        var error = await Assert.ThrowsAsync<TrialFailedException>(() => RunAsync(Failing("baseline"), 4, "olla"));
        Assert.Contains("the baseline could not be measured: no such key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_machine_that_is_never_quiet_the_duel_gives_up()
    {
        var (outcome, _) = await RunAsync(new SimulatedTrialRunner(Truth, 1) { VoidReason = _ => "2.1 cores used by others" }, 40, "olla");

        Assert.Equal((DuelEnd.NeverQuiet, 4, "2.1 cores used by others"), (outcome.End, outcome.LostBlocks, outcome.Detail));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_candidate_that_fails_every_request_is_a_regression_after_two_pairs_on_a_quiet_machine_and_on_a_busy_one(bool busy)
    {
        var judge = new GateJudge(new GateRule { MostBlocks = 6 }, GateQuantity.Default);
        var runner = new SimulatedTrialRunner(Truth, 1)
        {
            VoidReason = _ => busy ? "2.1 cores used by others" : null,
            Alter = (request, measured) => Answers(measured, failed: request.Candidate.Id == DuelSide.Candidate ? 30 : 0, all: 30),
        };

        var (outcome, _) = await RunAsync(runner, 6, "olla", judge);

        Assert.Equal((DuelEnd.Decided, GateVerdict.Regression, 2), (outcome.End, judge.Verdict, outcome.Blocks.Count + outcome.LostBlocks));
        Assert.Equal("the candidate failed 60 of 60 requests (status_504 60), the baseline 0 of 60", judge.Harm.Text);
    }

    [Fact]
    public async Task A_baseline_that_fails_every_request_is_an_error_and_not_a_pass()
    {
        var runner = new SimulatedTrialRunner(Truth, 1) { Alter = (_, measured) => Answers(measured, failed: 30, all: 30) };

        var error = await Assert.ThrowsAsync<TrialFailedException>(() => RunAsync(runner, 6, "olla", new GateJudge(new GateRule(), GateQuantity.Default)));

        Assert.Equal("the baseline failed all of its 30 requests (status_504 30), so there is nothing to compare with", error.Message);
    }

    private static TrialMeasurement Answers(TrialMeasurement measured, int failed, int all) => measured with
    {
        Values = new Dictionary<string, double>(measured.Values) { [Metric.FailedRequests.Name] = failed, [Metric.CompletedRequests.Name] = all - failed },
        Errors = failed > 0 ? new Dictionary<string, int> { ["status_504"] = failed } : [],
    };

    private static SimulatedTrialRunner Failing(string side) => new(Truth, 1)
    {
        OnTrial = request => _ = request.Candidate.Id == side ? throw new TrialFailedException("no such key") : 0,
    };

    private async Task<(DuelOutcome Outcome, IReadOnlyList<TrialRecord> Trials)> RunAsync(ITrialRunner runner, int blocks, string engine, GateJudge? judge = null)
    {
        var time = new FakeTimeProvider();
        using var store = RunStore.Open(Path.Combine(folder.Path, Guid.NewGuid() + ".sqlite"));
        var execution = new TrialExecution(Scenario, new RunFolder(folder.Path), runner, time, VoidWindows.RunAgain);
        var duel = new Duel(
            Scenario,
            new DuelSide(DuelSide.Baseline, "old", new Dictionary<string, string> { ["proxy.engine"] = "olla" }, null),
            new DuelSide(DuelSide.Candidate, "new", new Dictionary<string, string> { ["proxy.engine"] = engine }, null),
            store,
            execution,
            time);
        var outcome = await duel.RunAsync(
            blocks,
            block =>
            {
                judge?.Add(block.Baseline, block.Candidate);
                return judge is not { IsOver: true };
            },
            null,
            CancellationToken.None,
            disturbed: judge is null ? null : judge.HearDisturbed);
        return (outcome, store.ReadTrials());
    }
}
