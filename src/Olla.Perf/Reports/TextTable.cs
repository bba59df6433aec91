using System.Text;

namespace Olla.Perf.Reports;

/// <summary>Prints a table in columns for the console, or as Markdown.</summary>
internal static class TextTable
{
    public static string ToColumns(ReportTable table)
    {
        var widths = table.Columns.Select((column, index) => table.Rows.Select(row => row[index].Length).Append(column.Length).Max()).ToArray();
        var text = new StringBuilder();
        foreach (var row in table.Rows.Prepend(table.Columns))
        {
            text.AppendLine(string.Join("  ", row.Select((cell, index) => cell.PadRight(widths[index]))).TrimEnd());
        }

        return text.ToString();
    }

    public static string ToMarkdown(ReportTable table)
    {
        var text = new StringBuilder($"| {string.Join(" | ", table.Columns)} |\n|{string.Concat(table.Columns.Select(_ => "---|"))}\n");
        foreach (var row in table.Rows)
        {
            text.Append($"| {string.Join(" | ", row.Select(Escape))} |\n");
        }

        return text.ToString();
    }

    private static string Escape(string cell) => cell.Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", "<br>", StringComparison.Ordinal);
}
