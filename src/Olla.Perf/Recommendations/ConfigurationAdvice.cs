using Olla.Perf.Analysis;
using Olla.Perf.Reports;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Recommendations;

/// <summary>What to change in somebody's own configuration for a goal: the smallest change from what the file says that earned its place.</summary>
/// <param name="Recommendation">Its "defaults" are the file's own values where the file has one.</param>
/// <param name="Edited">The file with the changes made, all else untouched.</param>
internal sealed record ConfigurationAdvice(ConfigurationFile File, Recommendation Recommendation, string Edited)
{
    public static ConfigurationAdvice Build(ConfigurationFile file, RunAnalysis analysis, Goal goal)
    {
        var data = analysis.Data;
        var own = data.Scenario.Dimensions.Where(dimension => file.Settings.ContainsKey(dimension.Key))
            .ToDictionary(dimension => dimension.Key, dimension => SettingText.Match(dimension.Key, file.Settings[dimension.Key], dimension.Values));
        var recommendation = new GoalRule(data, analysis.Floor, goal, new StartingPoint(own)).Recommend(analysis.Pareto);
        return new ConfigurationAdvice(file, recommendation, ConfigurationEdit.Apply(file.Text, recommendation.Settings));
    }

    /// <summary>A patch that <c>patch</c> can apply; empty if nothing is to be changed.</summary>
    public string Patch() => TextDifference.Unified(File.Path, File.Text, Edited);
}
