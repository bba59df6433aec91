using System.Text;
using Olla.Perf.Reports.Plots;

namespace Olla.Perf.Reports;

/// <summary>The report in a page of Markdown.</summary>
internal static class MarkdownSummary
{
    public static string ToText(RunReport report, PlotStyle style)
    {
        var scenario = report.Analysis.Data.Scenario;
        var text = new StringBuilder();
        text.Append($"# {scenario.Name}: {scenario.Description}\n\n{ReportText.Headline(report)}\n\n## What to run\n\n");
        foreach (var recommendation in report.Recommendations)
        {
            text.Append($"- **{recommendation.Goal.Name}**: {ReportText.Advice(recommendation)}\n");
        }

        Append(text, "Configurations that nobody beats", ReportTables.Pareto(report, style));
        Append(text, "Controls", ReportTables.Controls(report));
        Append(text, "Effect of each knob, over all settings of the others", ReportTables.Effects(report));
        Append(text, "Effects that depend on another knob", ReportTables.Interactions(report));
        Append(text, "The instrument", ReportTables.Instrument(report));
        Append(text, "Windows that do not count", ReportTables.Unusable(report));
        return text.ToString();
    }

    private static void Append(StringBuilder text, string title, ReportTable table)
    {
        text.Append($"\n## {title}\n\n");
        if (table.Rows.Count == 0)
        {
            text.Append("None.\n");
            return;
        }

        text.Append(TextTable.ToMarkdown(table));
    }
}
