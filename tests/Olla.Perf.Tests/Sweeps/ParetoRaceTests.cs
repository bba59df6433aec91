using Olla.Perf.Analysis;
using Olla.Perf.Recommendations;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Sweeps;

public sealed class ParetoRaceTests
{
    private const int Runs = 20;
    private static readonly Scenario Scenario = QuickTruth.Scenario with { Budget = new BudgetPlan { Blocks = 12 } };

    [Fact]
    public async Task Beaten_candidates_leave_early_and_none_of_the_true_front_ever_does()
    {
        var trialsSaved = 0;
        for (var run = 1UL; run <= Runs; run++)
        {
            var data = await SimulatedRun.RunAsync(Scenario, QuickTruth.Truth, run, new ParetoRace(Scenario));

            foreach (var drop in data.Drops)
            {
                var settings = data.Space.Candidates.First(candidate => candidate.Id == drop.CandidateId).Settings;

                // Standard saves processor time whatever its buffer, but a large buffer only delays the first token.
                Assert.Equal(("standard", "65536"), (settings["proxy.profile"], settings["proxy.stream_buffer_size"]));
                trialsSaved += Scenario.Budget.Blocks - drop.AfterBlock;
            }
        }

        Assert.InRange(trialsSaved / Runs, 10, 100);
    }

    [Fact]
    public async Task Candidates_that_are_all_the_same_all_stay()
    {
        var same = QuickTruth.Truth with { Factors = new Dictionary<(string, string), double>() };
        for (var run = 1UL; run <= Runs; run++)
        {
            Assert.Empty((await SimulatedRun.RunAsync(Scenario, same, run, new ParetoRace(Scenario))).Drops);
        }
    }

    [Fact]
    public async Task Recommendations_are_the_same_with_and_without_the_race()
    {
        var all = await SimulatedRun.RunAsync(Scenario, QuickTruth.Truth, 3);
        var raced = await SimulatedRun.RunAsync(Scenario, QuickTruth.Truth, 3, new ParetoRace(Scenario));

        Assert.NotEmpty(raced.Drops);
        Assert.All(Goal.All, goal => Assert.Equal(Settings(all, goal), Settings(raced, goal)));
    }

    private static IEnumerable<string> Settings(RunData data, Goal goal) =>
        new GoalRule(data, new NoiseFloor(data), goal).Recommend([]).Settings.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal);
}
