using System.CommandLine;
using Olla.Perf.Analysis;
using Olla.Perf.Analysis.Measurement;
using Olla.Perf.Analysis.Measurement.Definitions;
using Olla.Perf.Reports;
using Olla.Perf.Reports.Plots;
using Olla.Perf.Results.Log;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Commands;

/// <summary>
/// <c>olla-perf analyze run</c>: every figure again, from the event logs alone, held against the stored ones; on request by the definitions
/// of other benchmarks.
/// </summary>
internal static class AnalyzeCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("run")
        {
            Description = "A run of sweep or measure: its folder, its name in the results folder, latest, or one event log.",
            DefaultValueFactory = _ => "latest",
        };
        var definitions = new Option<string[]>("--definitions")
        {
            Description = $"Also give the figures of other benchmarks by their own definitions: {string.Join(", ", ToolDefinitions.Tools)} or all.",
            HelpName = "tool",
            AllowMultipleArgumentsPerToken = true,
        };
        var summary = new Option<bool>("--summary") { Description = "Print the sweep's report, its verdicts and advice made from the recomputed figures." };
        var json = new Option<bool>("--json") { Description = "Print every trial's measurement as a line of JSON instead of the table." };
        var results = RunOptions.Results();
        var command = new Command("analyze", "Computes every figure of a run again from its event logs alone.") { run, definitions, summary, json, results };
        definitions.Validators.Add(result =>
        {
            foreach (var tool in result.Tokens.Select(token => token.Value).Where(tool => tool != "all" && !ToolDefinitions.Tools.Contains(tool)))
            {
                result.AddError($"--definitions: \"{tool}\" is not known; allowed: {string.Join(", ", ToolDefinitions.Tools)}, all{NearestName.Hint(tool, [.. ToolDefinitions.Tools, "all"])}");
            }
        });
        command.SetAction(result =>
        {
            var output = result.InvocationConfiguration.Output;
            var logs = RunLogs.Find(result.GetRequiredValue(run), result.GetRequiredValue(results));
            var recomputed = Recompute(logs, result.GetValue(summary), out var report);
            output.Write(result.GetValue(json) ? AnalyzedText.JsonLines(recomputed) : report ?? AnalyzedText.Table(recomputed));
            foreach (var definition in Chosen(result.GetValue(definitions) ?? []))
            {
                output.Write(AnalyzedText.ByDefinition(logs, definition));
            }

            var verdict = AnalyzedText.Agreement(recomputed);
            result.InvocationConfiguration.Error.WriteLine(verdict.Text);
            return verdict.Agrees ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }

    private static RecomputedRun Recompute(RunLogs logs, bool wantsReport, out string? report)
    {
        report = null;
        var folder = new RunFolder(logs.Folder);
        if (!File.Exists(folder.Store))
        {
            return wantsReport
                ? throw new RunStoreException($"{folder.Path} is no sweep (it has no run.sqlite), so there is no summary; leave out --summary")
                : RecomputedRun.From(logs, []);
        }

        using var store = RunStore.OpenForReading(folder.Store);
        var recomputed = RecomputedRun.From(logs, store.ReadTrials());
        if (wantsReport)
        {
            var data = new RunData(ScenarioLoader.Load(folder.ScenarioCopy), recomputed.Records, store.ReadDrops());
            var built = RunReport.Build(data, RunFacts.Read(store, folder));
            report = MarkdownSummary.ToText(built, new PlotStyle(built.Analysis));
        }

        return recomputed;
    }

    private static IEnumerable<IGrouping<string, ToolDefinition>> Chosen(IReadOnlyList<string> tools) =>
        ToolDefinitions.All.Where(definition => tools.Contains("all") || tools.Contains(definition.Tool)).GroupBy(definition => definition.Tool);
}
