using System.CommandLine;
using Olla.Perf.Recommendations;
using Olla.Perf.Reports;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Commands;

/// <summary><c>olla-perf refine run --goal low-latency</c>: a finer scenario around a run's best configuration.</summary>
internal static class RefineCommand
{
    public static Command Create()
    {
        var run = RunOptions.Run();
        var goal = new Option<string>("--goal") { Description = "What best means: " + string.Join(", ", ScenarioTerms.Goals) + ".", DefaultValueFactory = _ => "balanced", HelpName = "goal" };
        goal.Validators.Add(result =>
        {
            var name = result.GetValueOrDefault<string>() ?? "";
            if (!ScenarioTerms.Goals.Contains(name))
            {
                result.AddError($"\"{name}\" is no goal; allowed: {string.Join(", ", ScenarioTerms.Goals)}{NearestName.Hint(name, ScenarioTerms.Goals)}");
            }
        });
        var output = new Option<string?>("--output") { Description = "File to write; without it, standard output.", HelpName = "file" };
        var results = RunOptions.Results();
        var command = new Command("refine", "Writes a finer scenario around a run's best configuration: numeric keys between the best value's neighbours.") { run, goal, output, results };
        command.SetAction(result =>
        {
            var folder = RunFolder.Find(result.GetRequiredValue(run), result.GetRequiredValue(results), RunFacts.SweepKind, result.InvocationConfiguration.Error.WriteLine);
            var report = RunReport.Build(folder);
            var data = report.Analysis.Data;
            var best = report.RecommendFor(Goal.Find(result.GetRequiredValue(goal))).BestObserved ?? data.Space.Baseline;
            var target = result.GetValue(output);
            var include = Path.GetRelativePath(target is null ? Environment.CurrentDirectory : Path.GetDirectoryName(Path.GetFullPath(target))!, folder.ScenarioCopy);
            var text = Refinement.ToYaml(
                data.Scenario, data.EffectiveSettings(best), [.. report.Analysis.Front.Select(point => data.EffectiveSettings(point.Candidate))], include.Replace('\\', '/'));
            if (target is null)
            {
                Console.Out.Write(text);
            }
            else
            {
                File.WriteAllText(target, text);
                Console.WriteLine($"{target}: now run olla-perf sweep {target}");
            }

            return ExitCode.Success;
        });
        return command;
    }
}
