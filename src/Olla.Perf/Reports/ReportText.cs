using System.Globalization;
using Olla.Perf.Analysis;
using Olla.Perf.Recommendations;
using Olla.Perf.Results.Store;

namespace Olla.Perf.Reports;

/// <summary>Sentences that page, summary and console share.</summary>
internal static class ReportText
{
    /// <summary>Run, machine, size, and how sure it is.</summary>
    public static string Headline(RunReport report)
    {
        var data = report.Analysis.Data;
        var done = data.Trials.Count(trial => trial.Status == TrialStatus.Done);
        var unusable = data.Trials.Count(trial => trial.Status == TrialStatus.Void);
        var failed = data.Trials.Count(trial => trial.Status == TrialStatus.Failed);
        var time = data.Trials.Aggregate(TimeSpan.Zero, (sum, trial) => sum + (trial.Finished - trial.Started));
        var dropped = data.Drops.Count > 0 ? $", {data.Drops.Count} dropped on the way" : "";
        var disturbed = data.Trials.Count(trial => trial is { Status: TrialStatus.Done, Error.Length: > 0 });
        var warning = disturbed > 0 ? $"NOT TO BE RELIED ON: {disturbed} windows over the instrument's budget were used, as asked with --keep-void. " : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{warning}Run {report.Facts.RunId} on {report.Facts.Hardware} ({report.Facts.Machine}): {data.Measured.Count} configurations{dropped}, {data.Blocks} blocks, {done} trials in {NumberText.Span(time)}; {unusable} windows void, {failed} trials failed.");
    }

    /// <summary>What to change for a goal, in one sentence.</summary>
    public static string Advice(Recommendation recommendation)
    {
        if (recommendation.Changes.Count == 0)
        {
            return "keep the defaults; no change was proven to help";
        }

        var changes = string.Join(", ", recommendation.Changes.Select(change => $"{change.Key}: {change.Value}"));
        var gain = recommendation.AgainstDefaults is { } whole
            ? $"score {NumberText.Change(whole)} against the defaults, {NumberText.Verdict(whole.Verdict)}"
            : "this combination as a whole was not run";
        return $"{changes} ({gain})";
    }

    /// <summary>The metric that a goal moves most, for a badge.</summary>
    public static string Effect(KeyEvidence change, Goal goal)
    {
        var own = change.Effects.Where(effect => goal.Weights.Any(entry => entry.Metric == effect.Metric));
        return string.Join("; ", own.Select(effect => $"{effect.Metric.Title} {NumberText.Change(effect.Comparison)}"));
    }

    /// <summary>What a change costs: everything that is proven worse.</summary>
    public static string Price(KeyEvidence change)
    {
        var worse = change.Effects.Where(effect => effect.Comparison.Verdict == Verdict.Worse).ToList();
        return worse.Count == 0
            ? "nothing that was proven"
            : string.Join("; ", worse.Select(effect => $"{effect.Metric.Title} {NumberText.Change(effect.Comparison.Ratio.Ratio)}"));
    }
}
