using System.CommandLine;
using Olla.Perf.Hardware;
using Olla.Perf.Recommendations;
using Olla.Perf.Reports;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Commands;

/// <summary>
/// <c>olla-perf recommend --goal low-latency</c>: prints the recommended configuration with its evidence, ready to be redirected into a file;
/// <c>--diff my.yaml</c> prints what to change in a file instead.
/// </summary>
internal static class RecommendCommand
{
    public static Command Create()
    {
        var goal = new Option<string>("--goal") { Description = "What matters: " + string.Join(", ", Goal.All.Select(one => one.Name)) + ".", Required = true, HelpName = "goal" };
        goal.Validators.Add(result =>
        {
            var name = result.GetValueOrDefault<string>() ?? "";
            if (!Goal.All.Any(one => one.Name == name))
            {
                var names = Goal.All.Select(one => one.Name).ToList();
                result.AddError($"\"{name}\" is no goal; allowed: {string.Join(", ", names)}{NearestName.Hint(name, names)}");
            }
        });
        var run = new Option<string?>("--run") { Description = "The run to go by: its folder, its name, or latest. Without it: the latest sweep on this machine, else on the nearest one.", HelpName = "run" };
        var diff = new Option<string?>("--diff") { Description = "Start from this configuration: print what to change in it, as a patch, and what that gains.", HelpName = "config.yaml" };
        var write = new Option<string?>("--write") { Description = "With --diff: write the changed configuration, comments kept, to this file.", HelpName = "file" };
        var explain = new Option<bool>("--explain") { Description = "Print why each key is as it is, instead of the configuration." };
        var results = RunOptions.Results();
        var command = new Command("recommend", "Prints the configuration that a run recommends for a goal, with the evidence for each key.")
        {
            goal, run, diff, write, explain, results,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(write) is not null && result.GetValue(diff) is null)
            {
                result.AddError("--write needs --diff with the configuration to change");
            }
        });
        command.SetAction(result =>
        {
            var output = result.InvocationConfiguration.Output;
            var file = result.GetValue(diff) is { } path ? ConfigurationFile.Load(path) : null;
            var report = RunReport.Build(Choose(result.GetValue(run), result.GetRequiredValue(results), result.InvocationConfiguration.Error));
            var wanted = Goal.Find(result.GetRequiredValue(goal));
            if (file is null)
            {
                var recommendation = report.RecommendFor(wanted);
                output.Write(result.GetValue(explain)
                    ? Explanation.ToText(report, recommendation, "the default")
                    : RecommendationFile.ToText(recommendation, report.Analysis.Data.Scenario, report.Facts));
                return ExitCode.Success;
            }

            var advice = ConfigurationAdvice.Build(file, report.Analysis, wanted);
            output.Write(AdviceText.Of(advice, report));
            if (result.GetValue(explain))
            {
                output.Write("\n" + Explanation.ToText(report, advice.Recommendation, "your value"));
            }

            if (result.GetValue(write) is { } target)
            {
                File.WriteAllText(target, advice.Edited);
                output.WriteLine($"\nwritten to {target}");
            }

            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>What was measured here counts most; for a machine that nobody measured the nearest one is named as what it is.</summary>
    private static RunFolder Choose(string? run, string results, TextWriter errors)
    {
        if (run is not null)
        {
            return RunFolder.Find(run, results, RunFacts.SweepKind, errors.WriteLine);
        }

        var here = HardwareProbe.Read();
        var catalog = RunCatalog.Read(results);
        var sweeps = catalog.Runs.Where(entry => entry.Kind == RunFacts.SweepKind && entry.Trials > entry.Unusable)
            .OrderBy(entry => entry.Facts.Hardware == here.Id ? 0 : HardwareMatch.Read(entry.Fingerprint) is { } other ? HardwareMatch.Distance(here, other) : double.MaxValue)
            .ThenByDescending(entry => entry.Facts.Started);
        var nearest = catalog.FirstWhole(sweeps, errors.WriteLine, withScenario: true)
            ?? throw new RunStoreException($"no sweep in {results} yet; start one with: olla-perf sweep scenarios/quick.yaml");
        if (nearest.Facts.Hardware != here.Id)
        {
            errors.WriteLine($"NOT MEASURED HERE: this machine is {here.Id}; the nearest that was measured is {nearest.Facts.Hardware} ({nearest.Facts.Machine}). Measure here with: olla-perf sweep scenarios/quick.yaml");
        }

        return nearest.Folder;
    }
}
