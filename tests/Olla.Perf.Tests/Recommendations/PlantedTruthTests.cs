using Olla.Perf.Analysis;
using Olla.Perf.Recommendations;
using Olla.Perf.Results;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Recommendations;

/// <summary>The tuner's own positive control: it must find what was planted, and nothing else.</summary>
public sealed class PlantedTruthTests
{
    private const int Runs = 20;

    private static readonly Scenario Scenario = ScenarioLoader.Parse(
        """
        name: planted
        fleet: {mocks: [{name: one}]}
        load: {phases: [{inject: {rate: 10, during: 1s}}]}
        dimensions:
          proxy.engine: [sherpa, olla]
          proxy.profile: [auto, streaming]
          proxy.load_balancer: [round-robin, least-connections]
          proxy.stream_buffer_size: [2048, 65536]
        budget: {blocks: 24}
        """,
        "planted.yaml");

    /// <summary>Sherpa costs 20 % less processor time, a buffer of 2 KB 3 % less; profile and balancer do nothing.</summary>
    private static readonly PlantedTruth Truth = new(
        new Dictionary<string, double>
        {
            [Metric.TtftP50.Name] = 20,
            [Metric.RequestsPerSecond.Name] = 100,
            [Metric.CpuPerRequest.Name] = 900,
            [Metric.CpuPerEvent.Name] = 20,
            [Metric.RssMean.Name] = 60,
        },
        new Dictionary<(string, string), double>
        {
            [("proxy.engine=sherpa", Metric.CpuPerRequest.Name)] = 0.80,
            [("proxy.stream_buffer_size=2048", Metric.CpuPerRequest.Name)] = 0.97,
        },
        Noise: 0.015,
        Drift: 0.10);

    private const string PlantedBest = "proxy.engine=sherpa proxy.stream_buffer_size=2048";

    /// <summary>As on two shared cores: noise that wanders while a block runs, one trial in twenty disturbed unnoticed, one in twelve void, some failed.</summary>
    private static readonly MachineNoise SharedMachine = new(Walk: 0.005, OutlierShare: 0.05, OutlierSize: 0.15, VoidShare: 0.08, FailureShare: 0.01);

    [Fact]
    public async Task Over_twenty_runs_the_planted_best_is_recommended_inert_knobs_are_left_alone_and_intervals_cover_the_truth()
    {
        var (recommended, _) = await SweepAndJudgeAsync(Truth);

        Assert.All(recommended, text => Assert.Equal(PlantedBest, text));
    }

    /// <summary>There the smaller effect drowns in the A/A floor of some runs. Those leave it at its default; none takes anything else for it.</summary>
    [Fact]
    public async Task Over_twenty_runs_on_a_shared_machine_the_large_effect_is_always_found_and_nothing_false_ever_is()
    {
        var (recommended, unusable) = await SweepAndJudgeAsync(Truth with { Machine = SharedMachine });

        Assert.True(unusable > 10 * Runs, $"only {unusable} trials were void or failed");
        Assert.All(recommended, text => Assert.Contains(text, (string[])[PlantedBest, "proxy.engine=sherpa"]));
        Assert.True(recommended.Count(text => text == PlantedBest) >= Runs / 2);
    }

    [Fact]
    public async Task Goals_on_which_nothing_was_planted_keep_every_default()
    {
        for (var run = 1UL; run <= Runs; run++)
        {
            var data = await SimulatedRun.RunAsync(Scenario with { Budget = new BudgetPlan { Blocks = 5 } }, Truth, run);
            foreach (var goal in (string[])["low-latency", "low-memory"])
            {
                Assert.Empty(new GoalRule(data, new NoiseFloor(data), Goal.Find(goal)).Recommend([]).Changes);
            }
        }
    }

    /// <summary>Sweeps the planted truth from twenty seeds; verdicts and intervals are held against it here, recommendations are handed back.</summary>
    private static async Task<(IReadOnlyList<string> Recommended, int Unusable)> SweepAndJudgeAsync(PlantedTruth planted)
    {
        var recommended = new List<string>();
        var (covered, intervals, falseAlarms, unusable) = (0, 0, 0, 0);
        for (var run = 1UL; run <= Runs; run++)
        {
            var data = await SimulatedRun.RunAsync(Scenario, planted, run);
            var floor = new NoiseFloor(data);
            var recommendation = new GoalRule(data, floor, Goal.Find("low-cpu")).Recommend([]);
            recommended.Add(string.Join(' ', recommendation.Settings.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")));
            unusable += data.Trials.Count(trial => trial.Status != TrialStatus.Done);

            foreach (var effect in KnobEffects.Overall(data, floor, new VerdictRule(0.05), [Metric.CpuPerRequest, Metric.TtftP50, Metric.RssMean]))
            {
                var truth = Math.Log(
                    Truth.Factors.GetValueOrDefault(($"{effect.Key}={effect.Value}", effect.Metric.Name), 1)
                    / Truth.Factors.GetValueOrDefault(($"{effect.Key}={effect.Reference}", effect.Metric.Name), 1));
                intervals++;
                covered += effect.Comparison.Ratio.LogInterval.Contains(truth) ? 1 : 0;
                falseAlarms += truth == 0 && effect.Comparison.Verdict is Verdict.Better or Verdict.Worse ? 1 : 0;
            }
        }

        Assert.Equal(0, falseAlarms);
        Assert.InRange(covered / (double)intervals, 0.90, 1);
        return (recommended, unusable);
    }

    [Fact]
    public async Task Each_change_states_its_effect_and_what_was_kept_says_why()
    {
        var data = await SimulatedRun.RunAsync(Scenario, Truth, 3);

        var recommendation = new GoalRule(data, new NoiseFloor(data), Goal.Find("low-cpu")).Recommend([]);

        var engine = recommendation.Changes[0];
        Assert.Equal(("proxy.engine", "sherpa", "olla"), (engine.Key, engine.Value, engine.Default));
        Assert.InRange(engine.Score.ChangePercent, -22, -18);
        Assert.Equal(8, engine.Pairs);
        Assert.Contains(recommendation.Kept, kept => kept.Key == "proxy.load_balancer" && kept.Default == "least-connections");
        Assert.All(recommendation.Kept, kept => Assert.NotEmpty(kept.Reason));
        Assert.Equal(recommendation.Settings["proxy.engine"], recommendation.Measured!.Settings["proxy.engine"]);
        Assert.Equal(Verdict.Better, recommendation.AgainstDefaults!.Verdict);
    }
}
