using System.Text;
using Olla.Perf.Recommendations;

namespace Olla.Perf.Reports;

/// <summary>What to change in somebody's own file, as a patch with its evidence below.</summary>
internal static class AdviceText
{
    public static string Of(ConfigurationAdvice advice, RunReport report)
    {
        var recommendation = advice.Recommendation;
        var scenario = report.Analysis.Data.Scenario;
        var text = new StringBuilder();
        text.Append($"{advice.File.Path} for {recommendation.Goal.Name}, by run {report.Facts.RunId} on {report.Facts.Hardware}\n\n");
        if (recommendation.Changes.Count == 0)
        {
            text.Append("Nothing to change: no change of what it says was proven to help.\n");
        }
        else
        {
            text.Append(advice.Patch()).Append("\nWhat it gains\n");
        }

        foreach (var change in recommendation.Changes)
        {
            text.Append($"  {change.Key}: {change.Value} instead of {change.ComparedWith}{(change.ComparedWith == change.Default ? "" : $" (your {change.Default} was not run)")}{(change.Under.Length > 0 ? $", with {change.Under}" : "")}\n");
            text.Append($"    score for {recommendation.Goal.Name} {NumberText.Change(change.Score)}\n");
            foreach (var effect in change.Effects.Where(effect => recommendation.Goal.Weights.Any(entry => entry.Metric == effect.Metric)))
            {
                text.Append($"    {effect.Metric.Title} {NumberText.Change(effect.Comparison)}, {NumberText.Verdict(effect.Comparison.Verdict)}\n");
            }

            text.Append($"    price: {ReportText.Price(change)}\n");
        }

        if (recommendation.AgainstDefaults is { } whole)
        {
            text.Append($"  all of it against your file's values: score {NumberText.Change(whole)}, {NumberText.Verdict(whole.Verdict)}\n");
        }

        if (recommendation.Kept.Count > 0)
        {
            text.Append("\nWhat stays\n");
        }

        foreach (var kept in recommendation.Kept)
        {
            text.Append($"  {kept.Key}: {kept.Default}: {kept.Reason}{(kept.Score is { } score ? $" ({NumberText.Change(score)})" : "")}\n");
        }

        var outside = advice.File.Settings.Keys.Where(key => scenario.Dimensions.All(dimension => dimension.Key != key)).ToList();
        if (outside.Count > 0)
        {
            text.Append($"\nNot swept in {scenario.Name}, so nothing is said about: {string.Join(", ", outside)}.\n");
        }

        return text.ToString();
    }
}
