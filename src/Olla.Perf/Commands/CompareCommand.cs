using System.CommandLine;
using Olla.Perf.Analysis;
using Olla.Perf.Reports;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;
using Olla.Perf.Sweeps.Duels;

namespace Olla.Perf.Commands;

/// <summary><c>olla-perf compare a b</c>: two stored runs side by side, or two configuration files measured turn by turn.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var first = new Argument<string>("first") { Description = "A run (folder, name or latest), or a configuration file (.yaml)." };
        var second = new Argument<string>("second") { Description = "The same kind of thing." };
        var scenario = new Option<string>("--scenario") { Description = "For configurations: what to measure them with.", DefaultValueFactory = _ => "scenarios/gate.yaml", HelpName = "file" };
        var blocks = RunOptions.Count("--blocks", "For configurations: pairs of trials.", 12);
        var results = RunOptions.Results();
        var keepVoid = RunOptions.KeepVoid();
        var command = new Command("compare", "Compares two stored runs, or measures two configurations turn by turn and says what differs.")
        {
            first, second, scenario, blocks, results, keepVoid,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(first) is { } one && result.GetValue(second) is { } two && IsFile(one) != IsFile(two))
            {
                result.AddError($"{one} and {two} are of two kinds; give two runs, or two configuration files (.yaml)");
            }
        });
        command.SetAction(async (result, cancellation) =>
        {
            var (one, two) = (result.GetRequiredValue(first), result.GetRequiredValue(second));
            var root = result.GetRequiredValue(results);
            if (!IsFile(one))
            {
                Action<string> heard = result.InvocationConfiguration.Error.WriteLine;
                return CompareRuns(RunFolder.Find(one, root, RunFacts.SweepKind, heard), RunFolder.Find(two, root, RunFacts.SweepKind, heard), root);
            }

            var file = result.GetRequiredValue(scenario);
            var loaded = ScenarioLoader.Load(file);
            var sides = (Before: Side(DuelSide.Baseline, one), After: Side(DuelSide.Candidate, two));
            var folder = RunFolder.Create(root, loaded, file, TimeProvider.System, "compare-" + loaded.Name);
            var most = result.GetValue(blocks);
            var outcome = await new DuelSession(loaded, sides.Before, sides.After, folder, result.GetValue(keepVoid) ? VoidWindows.Keep : VoidWindows.RunAgain, TimeProvider.System)
                .RunAsync(RunFacts.CompareKind, most, block => (true, Line(block)), cancellation);
            return Finish(outcome, loaded, (one, two), folder);
        });
        return command;
    }

    private static int CompareRuns(RunFolder first, RunFolder second, string results)
    {
        var (one, two) = (RunReport.Read(first), RunReport.Read(second));
        var caveats = ComparisonText.Caveats(one.Facts, two.Facts);
        Console.WriteLine(caveats);
        var rows = RunComparison.Compare(one.Data, two.Data);
        var table = ComparisonText.Table(rows, first.Id, second.Id);
        Console.Write(TextTable.ToColumns(table));
        if (rows.Count == 0)
        {
            Console.WriteLine("The runs have no configuration in common.");
        }

        Directory.CreateDirectory(results);
        var page = Path.Combine(results, $"compare-{first.Id}-{second.Id}.html");
        File.WriteAllText(page, ComparisonPage.ToText(first.Id, second.Id, caveats, table));
        Console.WriteLine();
        Console.WriteLine(page);

        return ExitCode.Success;
    }

    private static int Finish(DuelOutcome outcome, Scenario scenario, (string First, string Second) names, RunFolder folder)
    {
        Console.WriteLine();
        if (outcome.Detail.Length > 0)
        {
            Console.WriteLine(outcome.End == DuelEnd.CandidateBroken ? $"{names.Second} could not be measured: {outcome.Detail}" : $"the machine is not quiet enough: {outcome.Detail}");
        }

        var rows = DuelComparison.Compare(outcome.Blocks, scenario.EquivalenceMargin);
        var table = ComparisonText.Table(rows, names.First, names.Second);
        Console.Write(TextTable.ToColumns(table));
        var measured = $"{outcome.Blocks.Count} pairs of trials, turn by turn, scenario {scenario.Name}.";
        File.WriteAllText(folder.Summary, $"# {names.Second} against {names.First}\n\n{measured} Plus is more, minus is less.\n\n{TextTable.ToMarkdown(table)}");
        File.WriteAllText(folder.Report, ComparisonPage.ToText(names.First, names.Second, measured, table));
        Console.WriteLine();
        Console.WriteLine(folder.Report);
        Console.WriteLine(folder.Summary);
        return outcome.End is DuelEnd.OutOfBudget or DuelEnd.Decided && outcome.Blocks.Count > 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static DuelSide Side(string id, string path) => new(id, $"configuration {path}", ConfigurationFile.Load(path).Settings, null);

    private static string Line(DuelBlock block)
    {
        var parts = new[] { Results.Metric.TtftP50, Results.Metric.CpuPerRequest, Results.Metric.RssMean }
            .Where(metric => block.Baseline.Values.ContainsKey(metric.Name) && block.Candidate.Values.ContainsKey(metric.Name))
            .Select(metric => $"{metric.Title} {NumberText.Value(block.Baseline.Values[metric.Name], metric)} → {NumberText.Value(block.Candidate.Values[metric.Name], metric)}");
        return string.Join("   ", parts);
    }

    private static bool IsFile(string text) => text.EndsWith(".yaml", StringComparison.Ordinal) || text.EndsWith(".yml", StringComparison.Ordinal);
}
