using System.Text;
using Olla.Perf.Analysis;
using Olla.Perf.Results.Store;

namespace Olla.Perf.Reports;

/// <summary>Two runs, or two configurations, side by side.</summary>
internal static class ComparisonText
{
    public static ReportTable Table(IReadOnlyList<ComparedRow> rows, string first, string second)
    {
        var named = rows.Any(row => row.Label.Length > 0);
        return new ReportTable(
            [.. named ? ["Configuration"] : Array.Empty<string>(), "Metric", first, second, "Change", "Verdict"],
            [
                .. rows.Select(row => (IReadOnlyList<string>)
                [
                    .. named ? [row.Label] : Array.Empty<string>(),
                    row.Metric.Title,
                    NumberText.Value(row.First, row.Metric),
                    NumberText.Value(row.Second, row.Metric),
                    NumberText.Change(row.Comparison),
                    NumberText.Verdict(row.Comparison.Verdict) + (row.Comparison.MoreBlocks is { } more ? $" (about {more} more)" : ""),
                ]),
            ]);
    }

    /// <summary>What a reader must know before looking at two runs side by side.</summary>
    public static string Caveats(RunFacts first, RunFacts second)
    {
        var text = new StringBuilder("The runs were not measured together: what changed on the machine in between looks like a difference. The direct leg shows how much; no difference within it and both noise floors is called one.\n");
        if (first.Hardware != second.Hardware)
        {
            text.Append($"DIFFERENT MACHINES: {first.Hardware} ({first.Machine}) and {second.Hardware} ({second.Machine}).\n");
        }

        if (first.Version != second.Version)
        {
            text.Append($"Different versions: {first.Version} and {second.Version}.\n");
        }

        return text.ToString();
    }
}
