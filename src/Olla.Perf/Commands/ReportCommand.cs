using System.CommandLine;
using Olla.Perf.Reports;
using Olla.Perf.Results.Store;

namespace Olla.Perf.Commands;

/// <summary><c>olla-perf report</c>: analyses a run's stored trials again and writes its report anew.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var run = RunOptions.Run();
        var results = RunOptions.Results();
        var command = new Command("report", "Writes report, plots and recommended configurations of a run again, from its stored trials.") { run, results };
        command.SetAction(result =>
        {
            var folder = RunFolder.Find(result.GetRequiredValue(run), result.GetRequiredValue(results), RunFacts.SweepKind, result.InvocationConfiguration.Error.WriteLine);
            ReportConsole.Write(RunReport.Build(folder), folder);
            return ExitCode.Success;
        });
        return command;
    }
}
