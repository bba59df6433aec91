using System.CommandLine;
using Olla.Perf.Analysis.Claims;
using Olla.Perf.Reports;
using Olla.Perf.Results.Store;

namespace Olla.Perf.Commands;

/// <summary><c>olla-perf claims</c>: the numbers of the performance guide, each measured: holds, does not hold, or not measurable here.</summary>
internal static class ClaimsCommand
{
    private const string ScenarioName = "claims";

    public static Command Create()
    {
        var run = new Argument<string?>("run") { Description = "A run of scenarios/claims.yaml: its folder or name. Without it: the latest.", Arity = ArgumentArity.ZeroOrOne };
        var results = RunOptions.Results();
        var command = new Command("claims", "Holds the performance guide's numbers against a run of scenarios/claims.yaml: each holds, does not hold, or is not measurable here.") { run, results };
        command.SetAction(result =>
        {
            var errors = result.InvocationConfiguration.Error;
            var root = result.GetRequiredValue(results);
            var folder = result.GetValue(run) is { } named ? RunFolder.Find(named, root, RunFacts.SweepKind, errors.WriteLine) : Latest(root, errors);
            var (data, facts) = RunReport.Read(folder);
            var rows = new ClaimsCheck(data, facts.Probes).Check();
            var table = ClaimsText.Table(rows);
            Console.WriteLine(ClaimsText.Headline(rows, facts));
            Console.WriteLine();
            Console.Write(TextTable.ToColumns(table));
            var file = Path.Combine(folder.Path, "claims.md");
            File.WriteAllText(file, $"# The performance guide's numbers, measured\n\n{ClaimsText.Headline(rows, facts)}\n\n{TextTable.ToMarkdown(table)}");
            Console.WriteLine();
            Console.WriteLine(file);
            return ExitCode.Success;
        });
        return command;
    }

    private static RunFolder Latest(string results, TextWriter errors) =>
        RunCatalog.Read(results).Latest(entry => entry.Kind == RunFacts.SweepKind && entry.Folder.Id.Contains(ScenarioName, StringComparison.Ordinal), errors.WriteLine, withScenario: true)?.Folder
            ?? throw new RunStoreException($"no run of the scenario {ScenarioName} in {results} yet; start one with: olla-perf sweep scenarios/{ScenarioName}.yaml");
}
