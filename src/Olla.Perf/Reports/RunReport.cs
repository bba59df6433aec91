using Olla.Perf.Analysis;
using Olla.Perf.Recommendations;
using Olla.Perf.Results.Store;

namespace Olla.Perf.Reports;

/// <summary>Everything a report shows.</summary>
internal sealed record RunReport(RunFacts Facts, RunAnalysis Analysis, IReadOnlyList<Recommendation> Recommendations)
{
    /// <exception cref="RunStoreException">The run has no good trial yet.</exception>
    public static RunReport Build(RunFolder folder)
    {
        var (data, facts) = Read(folder);
        return Build(data, facts);
    }

    /// <summary>A run's trials and facts, before any analysis.</summary>
    public static (RunData Data, RunFacts Facts) Read(RunFolder folder)
    {
        using var store = RunStore.OpenForReading(folder.Store);
        var scenario = Scenarios.ScenarioLoader.Load(folder.ScenarioCopy);
        return (new RunData(scenario, store.ReadTrials(), store.ReadDrops()), RunFacts.Read(store, folder));
    }

    /// <summary>The recommendation for any goal, whether or not the scenario asks for it.</summary>
    public Recommendation RecommendFor(Goal goal) => new GoalRule(Analysis.Data, Analysis.Floor, goal).Recommend(Analysis.Pareto);

    public static RunReport Build(RunData data, RunFacts facts)
    {
        if (!data.Measured.Any(candidate => candidate.Id == data.Space.Baseline.Id))
        {
            throw new RunStoreException($"{facts.RunId}: no good trial of the defaults yet, so there is nothing to compare; resume it with: olla-perf sweep --resume {facts.RunId}");
        }

        var analysis = RunAnalyzer.Analyze(data);
        var recommendations = data.Scenario.Goals.Select(goal => new GoalRule(data, analysis.Floor, Goal.Find(goal)).Recommend(analysis.Pareto)).ToList();
        return new RunReport(facts, analysis, recommendations);
    }
}
