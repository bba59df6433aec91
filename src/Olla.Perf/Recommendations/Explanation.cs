using System.Globalization;
using System.Text;
using Olla.Perf.Analysis;
using Olla.Perf.Reports;
using Olla.Perf.Results;

namespace Olla.Perf.Recommendations;

/// <summary>Why a recommendation says what it says, for somebody who did not run the sweep.</summary>
internal static class Explanation
{
    /// <param name="start">What the recommendation started from, in words: <c>the default</c> or <c>your value</c>.</param>
    public static string ToText(RunReport report, Recommendation recommendation, string start)
    {
        var analysis = report.Analysis;
        var text = new StringBuilder();
        var goal = recommendation.Goal;
        text.AppendLine($"{goal.Name}: {goal.Title.ToLowerInvariant()}.");
        text.AppendLine($"The score weighs {string.Join(", ", goal.Weights)}; less is better, and a change of the score is a weighted mean of the changes.");
        text.AppendLine(ReportText.Headline(report));
        text.AppendLine();
        if (recommendation.Changes.Count == 0)
        {
            text.AppendLine("Nothing is to be changed: no change was proven to help.");
        }

        foreach (var (change, number) in recommendation.Changes.Select((change, index) => (change, index + 1)))
        {
            text.AppendLine($"{number}. {change.Key}: {change.Value}");
            text.AppendLine($"   Compared with {change.ComparedWith}{(change.ComparedWith == change.Default ? $", {start}" : $"; {start}, {change.Default}, was not run with these settings")}{(change.Under.Length > 0 ? $", with {change.Under}" : "")}.");
            text.AppendLine($"   Score: {NumberText.Change(change.Score)}, from {Count(change.Score.Ratio.Blocks, "block")} with {Count(change.Pairs, "pair")} of configurations each that differ in this key alone.");
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"   The same configuration against itself differs by up to {100 * (Math.Exp(change.Score.LogFloor) - 1):0.0} %; this lies beyond it. Probability of such a difference by accident, corrected for all that was compared: {change.Score.AdjustedPValue:0.####}."));
            foreach (var effect in change.Effects.Where(effect => Weighs(goal, effect.Metric)))
            {
                text.AppendLine($"   {effect.Metric.Title}: {NumberText.Change(effect.Comparison)}, {NumberText.Verdict(effect.Comparison.Verdict)}");
            }

            text.AppendLine($"   Price: {ReportText.Price(change)}.");
        }

        text.AppendLine();
        foreach (var kept in recommendation.Kept)
        {
            text.AppendLine($"{kept.Key} stays {kept.Default} ({start}): {kept.Reason}{(kept.Score is { } score ? $"; {kept.Value} instead: {NumberText.Change(score)}" : "")}.");
        }

        if (recommendation.AgainstDefaults is { } whole)
        {
            text.AppendLine($"All of it together, as it was run: score {NumberText.Change(whole)}, {NumberText.Verdict(whole.Verdict)}.");
        }

        var shaky = analysis.Controls.Where(control => control.State == ControlState.NotShown).ToList();
        text.AppendLine(shaky.Count == 0
            ? $"{analysis.Controls.Count(control => control.State == ControlState.Shown)} of {analysis.Controls.Count} controls were shown, none failed: the instrument sees what it must and no more."
            : $"IN DOUBT: controls that were not shown: {string.Join("; ", shaky.Select(control => control.Name))}.");
        return text.ToString();
    }

    private static bool Weighs(Goal goal, Metric metric) => goal.Weights.Any(entry => entry.Metric == metric);

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
