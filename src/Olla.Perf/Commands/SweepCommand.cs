using System.CommandLine;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Commands;

/// <summary><c>olla-perf sweep scenario.yaml</c>: runs a scenario, or goes on with a stopped one, and writes its report.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        var scenario = new Argument<string?>("scenario") { Description = "Scenario file.", Arity = ArgumentArity.ZeroOrOne };
        var results = RunOptions.Results();
        var resume = new Option<string?>("--resume") { Description = "Go on with this run (folder, name or latest) instead of starting one.", HelpName = "run" };
        var blocks = new Option<int?>("--blocks") { Description = "Blocks to run, however long that takes, instead of the scenario's budget.", HelpName = "number" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Print the plan and how long it takes; run nothing." };
        var keepVoid = new Option<bool>("--keep-void") { Description = "Use windows that other load on the machine disturbed; the report warns. For trying things out only." };
        var command = new Command("sweep", "Runs a scenario over all its configurations and writes report, plots and recommended configurations.")
        {
            scenario, results, resume, blocks, dryRun, keepVoid,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(scenario) is null == result.GetValue(resume) is null)
            {
                result.AddError("give either a scenario file or --resume with a run");
            }

            if (result.GetValue(blocks) < 1)
            {
                result.AddError("--blocks wants a number, 1 or more");
            }
        });
        command.SetAction(async (result, cancellation) =>
        {
            var folder = result.GetValue(resume) is { } run ? RunFolder.Find(run, result.GetRequiredValue(results), RunFacts.SweepKind, result.InvocationConfiguration.Error.WriteLine) : null;
            var file = folder?.ScenarioCopy ?? result.GetRequiredValue(scenario)!;
            var loaded = Override(ScenarioLoader.Load(file), result.GetValue(blocks));
            if (result.GetValue(dryRun))
            {
                result.InvocationConfiguration.Output.Write(PlanText.Of(loaded));
                return ExitCode.Success;
            }

            folder ??= RunFolder.Create(result.GetRequiredValue(results), loaded, file, TimeProvider.System);
            return await new SweepSession(loaded, folder, result.GetValue(keepVoid) ? VoidWindows.Keep : VoidWindows.RunAgain, TimeProvider.System).RunAsync(cancellation);
        });
        return command;
    }

    private static Scenario Override(Scenario scenario, int? blocks) =>
        blocks is { } wanted ? scenario with { Budget = new BudgetPlan { Blocks = wanted } } : scenario;
}
