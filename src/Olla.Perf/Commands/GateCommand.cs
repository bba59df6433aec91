using System.CommandLine;
using Olla.Perf.Analysis.Gates;
using Olla.Perf.Reports;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;
using Olla.Perf.Sweeps.Duels;

namespace Olla.Perf.Commands;

/// <summary><c>olla-perf gate</c>: is the candidate worse than the baseline? Exit code 0 no, 1 yes, 3 not known within the budget, 4 the gate could not measure.</summary>
internal static class GateCommand
{
    public const string Name = "gate";

    public static Command Create()
    {
        var scenario = new Argument<string>("scenario") { Description = "Scenario file: its fleet, workload and load; its dimensions are not used." };
        var baseline = new DuelOptions(DuelSide.Baseline);
        var candidate = new DuelOptions(DuelSide.Candidate);
        var margin = RunOptions.Margin("A change for the worse beyond this many percent must be found; twice as many for CPU, four times for transit.");
        var most = RunOptions.Count("--max-blocks", "Pairs of trials at most.", 40);
        var metrics = new Option<string?>("--metrics") { Description = "What to watch, separated by commas, instead of failures, TTFT, transit, throughput, CPU and memory.", HelpName = "names" };
        var summary = new Option<string?>("--summary") { Description = "Write the result as Markdown to this file too (appended, as CI systems want it).", HelpName = "file" };
        var repeat = new Option<int?>("--repeat") { Description = "Run so many whole gates, one after another, and count their verdicts; with the same build on both sides these are false alarms.", HelpName = "number" };
        var into = new Option<string?>("--into") { Description = "With --repeat: folder of the series; if it has gates already, these are added.", HelpName = "folder" };
        var results = RunOptions.Results();
        var keepVoid = RunOptions.KeepVoid();
        var command = new Command(Name, "Measures a candidate against a baseline turn by turn until it knows whether anything got worse. Exit code 0: no; 1: yes; 3: not known within the budget; 4: the gate itself failed.")
        {
            scenario, baseline.Build, baseline.Configuration, baseline.Name, candidate.Build, candidate.Configuration, candidate.Name, margin, most, metrics, summary, repeat, into, results, keepVoid,
        };
        metrics.Validators.Add(result =>
        {
            var known = GateQuantity.All.Select(one => one.Name).ToList();
            foreach (var name in Names(result.GetValueOrDefault<string>()).Where(name => !known.Contains(name)))
            {
                result.AddError($"\"{name}\" is no metric{NearestName.Hint(name, known)}; allowed: {string.Join(", ", known)}");
            }
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(repeat) < 1)
            {
                result.AddError("--repeat wants a number, 1 or more");
            }

            if (result.GetValue(into) is not null && result.GetValue(repeat) is null)
            {
                result.AddError("--into goes with --repeat");
            }

            if (result.GetValue(summary) is not null && result.GetValue(repeat) is not null)
            {
                result.AddError("--summary goes with a single gate; a series writes summary.md in its folder");
            }
        });
        command.SetAction(async (result, cancellation) =>
        {
            if (result.GetValue(repeat) is null && !baseline.IsGiven(result) && !candidate.IsGiven(result))
            {
                throw new ConfigurationFileException("olla-perf gate: both sides are the same; name at least one of --candidate-build, --candidate-config, --baseline-build, --baseline-config");
            }

            var file = result.GetRequiredValue(scenario);
            var loaded = ScenarioLoader.Load(file);
            var (before, after) = (baseline.Read(result), candidate.Read(result));
            var rule = new GateRule { Margin = result.GetValue(margin) / 100, MostBlocks = result.GetValue(most) };
            var wanted = Names(result.GetValue(metrics)).ToHashSet();
            IReadOnlyList<GateQuantity> quantities = wanted.Count == 0 ? GateQuantity.Default : [.. GateQuantity.All.Where(one => wanted.Contains(one.Name))];
            var voids = result.GetValue(keepVoid) ? VoidWindows.Keep : VoidWindows.RunAgain;
            if (result.GetValue(repeat) is { } gates)
            {
                var series = new GateSeriesSession(loaded, before, after, rule, quantities, voids, TimeProvider.System);
                return await series.RunAsync(series.Open(result.GetRequiredValue(results), result.GetValue(into), file), gates, cancellation);
            }

            var judge = new GateJudge(rule, quantities);
            var folder = RunFolder.Create(result.GetRequiredValue(results), loaded, file, TimeProvider.System, loaded.Name.StartsWith("gate", StringComparison.Ordinal) ? loaded.Name : "gate-" + loaded.Name);
            var outcome = await new DuelSession(loaded, before, after, folder, voids, TimeProvider.System)
                .RunAsync(RunFacts.GateKind, rule.MostBlocks, block => Hear(judge, block), cancellation, judge.HearDisturbed);
            return await FinishAsync(new GateResult(loaded, before, after, judge, outcome), folder, result.GetValue(summary));
        });
        return command;
    }

    private static (bool GoOn, string Line) Hear(GateJudge judge, DuelBlock block)
    {
        var goOn = judge.Hear(block);
        return (goOn, GateText.Line(judge));
    }

    private static async Task<int> FinishAsync(GateResult result, RunFolder folder, string? summary)
    {
        var text = GateText.Markdown(result);
        await File.WriteAllTextAsync(folder.Summary, text);
        if (summary is not null)
        {
            await File.AppendAllTextAsync(summary, text);
        }

        Console.WriteLine();
        Console.Write(GateText.Console(result));
        Console.WriteLine(folder.Summary);
        return result.Verdict switch
        {
            GateVerdict.Pass => ExitCode.Success,
            GateVerdict.Regression => ExitCode.Failure,
            _ => ExitCode.Undecided,
        };
    }

    private static string[] Names(string? list) => (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
