using System.CommandLine;
using Olla.Perf.Recommendations;
using Olla.Perf.Reports;
using Olla.Perf.Results.Store;

namespace Olla.Perf.Commands;

/// <summary><c>olla-perf recommend --goal low-latency</c>: prints the recommended configuration with its evidence, ready to be redirected into a file.</summary>
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
                result.AddError($"\"{name}\" is no goal; allowed: {string.Join(", ", names)}{Scenarios.NearestName.Hint(name, names)}");
            }
        });
        var run = new Option<string>("--run") { Description = "The run to go by: its folder, its name, or latest.", DefaultValueFactory = _ => "latest", HelpName = "run" };
        var results = RunOptions.Results();
        var command = new Command("recommend", "Prints the configuration that a run recommends for a goal, with the evidence for each key.") { goal, run, results };
        command.SetAction(result =>
        {
            var folder = RunFolder.Find(result.GetRequiredValue(run), result.GetRequiredValue(results));
            var report = RunReport.Build(folder);
            var data = report.Analysis.Data;
            var recommendation = new GoalRule(data, report.Analysis.Floor, Goal.Find(result.GetRequiredValue(goal))).Recommend(report.Analysis.Pareto);
            Console.Out.Write(RecommendationFile.ToText(recommendation, data.Scenario, report.Facts));
            return ExitCode.Success;
        });
        return command;
    }
}
