using System.CommandLine;
using Olla.Perf.Reports;

namespace Olla.Perf.Commands;

/// <summary><c>olla-perf index</c>: one page over all runs.</summary>
internal static class IndexCommand
{
    public static Command Create()
    {
        var results = RunOptions.Results();
        var command = new Command("index", "Writes index.html over all runs in the results folder, with links to their reports and recommended files.") { results };
        command.SetAction(result =>
        {
            Console.WriteLine(IndexPage.Write(result.GetRequiredValue(results)));
            return ExitCode.Success;
        });
        return command;
    }
}
