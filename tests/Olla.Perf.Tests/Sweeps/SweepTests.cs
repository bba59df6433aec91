using Microsoft.Extensions.Time.Testing;
using Olla.Perf.Load;
using Olla.Perf.Results;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Sweeps;

public sealed class SweepTests : IDisposable
{
    private static readonly Scenario Scenario = ScenarioLoader.Parse(
        """
        name: sim
        seed: 5
        fleet: {mocks: [{name: one}]}
        load: {phases: [{inject: {rate: 10, during: 1s}}]}
        dimensions:
          proxy.engine: [sherpa, olla]
          proxy.load_balancer: [round-robin, least-connections]
        budget: {blocks: 3}
        """,
        "sim.yaml");

    private static readonly PlantedTruth Truth = new(
        new Dictionary<string, double> { [Metric.TtftP50.Name] = 20 }, new Dictionary<(string, string), double>(), 0.01, 0.1);

    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_block_runs_every_candidate_the_twin_and_the_direct_leg_once_on_one_trace()
    {
        var seeds = new Dictionary<int, HashSet<ulong>>();
        var runner = new SimulatedTrialRunner(Truth, 1) { OnTrial = request => Of(seeds, request.Block).Add(request.TraceSeed) };

        var outcome = await RunAsync(runner);

        Assert.Equal(new SweepOutcome(SweepEnd.Finished, 3, 3 * 6, 0), outcome);
        foreach (var block in ReadTrials().GroupBy(trial => trial.Block))
        {
            Assert.Equal(4, block.Count(trial => trial.Candidate.Role == TrialRole.Candidate));
            Assert.Equal(1, block.Count(trial => trial.Candidate.Role == TrialRole.AaTwin));
            Assert.Equal(1, block.Count(trial => trial.Candidate.Role == TrialRole.Direct));
        }

        Assert.All(seeds.Values, seen => Assert.Single(seen));
        Assert.Equal(3, seeds.Values.Select(seen => seen.Single()).Distinct().Count());
    }

    [Fact]
    public async Task The_order_within_a_block_is_shuffled_and_the_same_for_the_same_seed()
    {
        var first = new SimulatedTrialRunner(Truth, 1);
        await RunAsync(first);
        using var other = new TemporaryFolder();
        var second = new SimulatedTrialRunner(Truth, 1);
        await RunAsync(second, other.Path);

        Assert.Equal(first.Started, second.Started);
        var orders = first.Started.GroupBy(id => id[..4]).Select(block => string.Join(',', block.Select(id => id[5..]))).ToList();
        Assert.Equal(3, orders.Distinct().Count());
    }

    [Fact]
    public async Task A_stopped_sweep_keeps_what_finished_and_resumes_without_running_anything_twice()
    {
        using var stop = new CancellationTokenSource();
        var count = 0;
        var interrupted = new SimulatedTrialRunner(Truth, 1) { OnTrial = _ => { if (++count == 8) { stop.Cancel(); } } };
        var outcome = await RunAsync(interrupted, cancellation: stop.Token);
        Assert.Equal(SweepEnd.Stopped, outcome.End);
        Assert.Equal(7, ReadTrials().Count);

        var resumed = new SimulatedTrialRunner(Truth, 1);
        Assert.Equal(SweepEnd.Finished, (await RunAsync(resumed)).End);

        Assert.Equal(11, resumed.Started.Count);
        Assert.Equal(18, ReadTrials().Select(trial => trial.Key).Distinct().Count());
        Assert.Empty(interrupted.Started.SkipLast(1).Intersect(resumed.Started));
    }

    [Fact]
    public async Task A_void_trial_is_kept_counted_and_run_again_at_the_end_of_its_block()
    {
        var runner = new SimulatedTrialRunner(Truth, 1) { VoidReason = request => request.TrialId == "b001-direct" ? "machine was busy" : null };

        await RunAsync(runner);

        var tries = ReadTrials().Where(trial => trial.Key == "b001-direct").ToList();
        Assert.Equal([TrialStatus.Void, TrialStatus.Done], tries.Select(trial => trial.Status));
        Assert.Equal("machine was busy", tries[0].Error);
        Assert.Equal("b001-direct-try2", runner.Started[6]);
    }

    [Fact]
    public async Task A_trial_that_stays_void_is_given_up_after_three_attempts()
    {
        var runner = new SimulatedTrialRunner(Truth, 1)
        {
            VoidReason = request => request.TrialId.StartsWith("b002-direct", StringComparison.Ordinal) ? "busy" : null,
        };

        Assert.Equal(SweepEnd.Finished, (await RunAsync(runner)).End);

        Assert.Equal(TrialExecution.MostAttempts, ReadTrials().Count(trial => trial.Key == "b002-direct"));
    }

    [Fact]
    public async Task Void_windows_that_are_kept_on_request_carry_their_reason()
    {
        var runner = new SimulatedTrialRunner(Truth, 1) { VoidReason = _ => "busy" };

        await RunAsync(runner, voids: VoidWindows.Keep);

        Assert.Equal(18, runner.Started.Count);
        Assert.All(ReadTrials(), trial => Assert.Equal((TrialStatus.Done, "busy"), (trial.Status, trial.Error)));
    }

    [Fact]
    public async Task When_nothing_can_be_run_the_sweep_says_why_instead_of_trying_everything()
    {
        var runner = new SimulatedTrialRunner(Truth, 1) { OnTrial = _ => throw new TrialFailedException("port 1 is in use") };

        var error = await Assert.ThrowsAsync<TrialFailedException>(() => RunAsync(runner));

        Assert.Contains("port 1 is in use", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, runner.Started.Count);
    }

    [Fact]
    public async Task No_block_starts_once_the_time_is_used_up()
    {
        var runner = new SimulatedTrialRunner(Truth, 1) { OnTrial = _ => time.Advance(TimeSpan.FromSeconds(10)) };
        var scenario = Scenario with { Budget = new BudgetPlan { Blocks = 100, Time = TimeSpan.FromSeconds(70) } };

        var outcome = await RunAsync(runner, scenario: scenario);

        Assert.Equal((SweepEnd.OutOfTime, 2), (outcome.End, outcome.CompleteBlocks));
    }

    [Fact]
    public async Task A_dropped_candidate_runs_in_no_later_block_nor_after_a_resume()
    {
        var beaten = SearchSpace.Build(Scenario).Candidates[0].Id;
        using var stop = new CancellationTokenSource();
        var first = new SimulatedTrialRunner(Truth, 1) { OnTrial = request => { if (request.Block == 3) { stop.Cancel(); } } };
        await RunAsync(first, cancellation: stop.Token, race: new DropOne(beaten, 1));
        await RunAsync(new SimulatedTrialRunner(Truth, 1), race: new DropOne(beaten, 1));

        Assert.Equal([1], ReadTrials().Where(trial => trial.Candidate.Id == beaten).Select(trial => trial.Block));
    }

    private static HashSet<ulong> Of(Dictionary<int, HashSet<ulong>> sets, int block) =>
        sets.TryGetValue(block, out var set) ? set : sets[block] = [];

    private IReadOnlyList<TrialRecord> ReadTrials()
    {
        using var store = RunStore.Open(new RunFolder(folder.Path).Store);
        return store.ReadTrials();
    }

    private async Task<SweepOutcome> RunAsync(
        ITrialRunner runner, string? path = null, Scenario? scenario = null, ICandidateRace? race = null,
        VoidWindows voids = VoidWindows.RunAgain, CancellationToken cancellation = default)
    {
        var run = new RunFolder(path ?? folder.Path);
        using var store = RunStore.Open(run.Store);
        return await new Sweep(scenario ?? Scenario, store, run, runner, time, voids, race).RunAsync(null, cancellation);
    }

    private sealed class DropOne(string id, int after) : ICandidateRace
    {
        public IReadOnlyList<CandidateDrop> Judge(
            SearchSpace space, IReadOnlyList<TrialRecord> trials, IReadOnlyList<CandidateDrop> earlier, int block) =>
            block == after ? [new CandidateDrop(id, block, "test")] : [];
    }
}
