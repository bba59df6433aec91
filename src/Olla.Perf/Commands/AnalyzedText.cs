using System.Globalization;
using System.Text;
using Olla.Perf.Analysis.Measurement;
using Olla.Perf.Analysis.Measurement.Definitions;
using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Reports;
using Olla.Perf.Results;
using Olla.Perf.Results.Log;
using Olla.Perf.Results.Store;

namespace Olla.Perf.Commands;

/// <summary>What <c>olla-perf analyze</c> prints.</summary>
internal static class AnalyzedText
{
    /// <summary>A row per metric, a column per configuration with the median over its trials.</summary>
    public static string Table(RecomputedRun run)
    {
        var groups = run.Trials.GroupBy(trial => Label(trial.Header)).ToList();
        List<string[]> rows = [["metric", .. groups.Select(group => group.Key)]];
        foreach (var metric in Metric.All)
        {
            var cells = groups.Select(group => Median(group, metric)).ToArray();
            if (cells.Any(cell => cell.Length > 0))
            {
                rows.Add([metric.Title, .. cells]);
            }
        }

        return Align(rows);
    }

    /// <summary>One object a trial, with everything that the store would hold.</summary>
    public static string JsonLines(RecomputedRun run) => string.Concat(run.Trials.Select(trial =>
        $"{{\"trial\":\"{trial.Header.TrialId}\",\"candidate\":\"{trial.Header.Candidate}\",\"block\":{trial.Header.Block},\"measurement\":{MeasurementJson.Write(trial.Measurement)}}}\n"));

    /// <summary>One tool's figures: each with its definition and source, then a row per configuration.</summary>
    public static string ByDefinition(RunLogs logs, IGrouping<string, ToolDefinition> tool)
    {
        var text = new StringBuilder().AppendLine().AppendLine(CultureInfo.InvariantCulture, $"as {tool.Key} defines them (ms)");
        foreach (var definition in tool)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {definition.Name} = {definition.Formula}");
        }

        foreach (var source in tool.Select(definition => definition.Source).Distinct())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  source: {source}");
        }

        var pooled = Pool(logs, [.. tool]);
        List<string[]> rows = [["", "", "mean", "p50", "p90", "p99", "n"]];
        foreach (var (label, samples) in pooled)
        {
            foreach (var (definition, values) in tool.Zip(samples))
            {
                var percentiles = new Percentiles(values);
                rows.Add([
                    label, definition.Name, NumberText.Value(percentiles.Mean), NumberText.Value(percentiles.Backed(0.5)), NumberText.Value(percentiles.Backed(0.9)),
                    NumberText.Value(percentiles.Backed(0.99)), percentiles.Count.ToString(CultureInfo.InvariantCulture),
                ]);
            }
        }

        return text.Append(Align(rows)).ToString();
    }

    /// <summary>Whether the recomputed figures are the stored ones.</summary>
    public static (bool Agrees, string Text) Agreement(RecomputedRun run)
    {
        var compared = run.Trials.Where(trial => trial.Differences is not null).ToList();
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{run.Trials.Count} trials computed from their event logs");
        if (compared.Count > 0)
        {
            var differing = compared.Where(trial => trial.Differences!.Count > 0).ToList();
            text.Append(differing.Count == 0
                ? $"; {compared.Count} of them are stored, and every figure is the same"
                : $"; {differing.Count} of {compared.Count} differ from what is stored (by another version of olla-perf?)");
            foreach (var trial in differing)
            {
                text.AppendLine().Append(CultureInfo.InvariantCulture, $"  {trial.Header.TrialId}: {string.Join(", ", trial.Differences!)}");
            }
        }

        foreach (var name in run.WithoutLog)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  {name} has no event log any more");
        }

        return (compared.All(trial => trial.Differences!.Count == 0), text.ToString());
    }

    private static List<(string Label, List<double>[] Samples)> Pool(RunLogs logs, IReadOnlyList<ToolDefinition> definitions)
    {
        var pooled = new List<(string Label, List<double>[] Samples)>();
        foreach (var path in logs.Paths)
        {
            var log = TrialLogReader.Read(path);
            var label = Label(log.Header);
            if (pooled.Find(entry => entry.Label == label).Samples is not { } samples)
            {
                samples = [.. definitions.Select(_ => new List<double>())];
                pooled.Add((label, samples));
            }

            for (var index = 0; index < definitions.Count; index++)
            {
                samples[index].AddRange(definitions[index].Values(log));
            }
        }

        return pooled;
    }

    private static string Label(TrialLogHeader header) => header.Role is "Direct" or "AaTwin" ? (header.Role == "Direct" ? "direct" : header.Candidate + " (twin)") : header.Candidate;

    private static string Median(IEnumerable<RecomputedTrial> trials, Metric metric)
    {
        var values = trials.Where(trial => trial.Measurement.Values.ContainsKey(metric.Name)).Select(trial => trial.Measurement.Values[metric.Name]).ToList();
        return values.Count == 0 ? "" : NumberText.Value(SampleQuantile.Median(values), metric.Unit is "count" or "0..1" ? "" : metric.Unit);
    }

    private static string Align(List<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return string.Concat(rows.Select(row =>
            string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))).TrimEnd() + Environment.NewLine));
    }
}
