using System.CommandLine;
using Olla.Perf.Reports;
using Olla.Perf.Results.Store;

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
            var (output, errors) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
            var catalog = RunCatalog.Read(result.GetRequiredValue(results));
            foreach (var damaged in catalog.PassedOver)
            {
                errors.WriteLine($"passed over: {damaged.Reason}");
            }

            output.WriteLine(IndexPage.Write(catalog, result.GetRequiredValue(results)));
            return ExitCode.Success;
        });
        return command;
    }
}
