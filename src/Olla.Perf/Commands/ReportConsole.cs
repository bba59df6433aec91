using Olla.Perf.Reports;
using Olla.Perf.Reports.Plots;
using Olla.Perf.Results.Store;
using Spectre.Console;

namespace Olla.Perf.Commands;

/// <summary>Writes a report's files and prints what a person wants to see at once: front, advice, paths.</summary>
internal static class ReportConsole
{
    public static void Write(RunReport report, RunFolder folder)
    {
        var files = ReportWriter.Write(report, folder);
        Print(ReportTables.Pareto(report, new PlotStyle(report.Analysis)));
        var shaky = report.Analysis.Controls.Where(control => control.State == Analysis.ControlState.NotShown).ToList();
        foreach (var control in shaky)
        {
            Console.WriteLine($"CONTROL NOT SHOWN: {control.Name}: {control.Expectation}; measured {control.Evidence}");
        }

        foreach (var recommendation in report.Recommendations)
        {
            Console.WriteLine($"{recommendation.Goal.Name}: {ReportText.Advice(recommendation)}");
        }

        Console.WriteLine();
        foreach (var file in files)
        {
            Console.WriteLine(file);
        }
    }

    private static void Print(ReportTable table)
    {
        if (!AnsiConsole.Profile.Out.IsTerminal)
        {
            // Without a terminal there is no width to fit: one line a configuration reads best and greps best.
            Console.WriteLine(string.Join(" | ", table.Columns));
            foreach (var row in table.Rows)
            {
                Console.WriteLine(string.Join(" | ", row.Select(cell => cell.Replace("\n", ", ", StringComparison.Ordinal))));
            }

            return;
        }

        var drawn = new Table().Border(TableBorder.Rounded).Title("Configurations that nobody beats");
        foreach (var column in table.Columns)
        {
            drawn.AddColumn(Markup.Escape(column));
        }

        foreach (var row in table.Rows)
        {
            drawn.AddRow([.. row.Select(Markup.Escape)]);
        }

        AnsiConsole.Write(drawn);
    }
}
