using System.Globalization;
using System.Text;

namespace Olla.Perf.Results.Export;

/// <summary>A run's trials as CSV (RFC 4180, with <c>\n</c> between lines): one line a trial.</summary>
internal static class CsvExport
{
    public static string ToText(TrialTable table)
    {
        var text = new StringBuilder();
        Line(text, [.. TrialTable.Fixed.Select(column => column.Name), .. table.Settings, .. table.Metrics.Select(metric => metric.Name)]);
        foreach (var trial in table.Trials)
        {
            Line(
                text,
                [
                    .. TrialTable.Fixed.Select(column => column.Read(trial)),
                    .. table.Settings.Select(key => trial.Candidate.Settings.GetValueOrDefault(key, "")),
                    .. table.Metrics.Select(metric => TrialTable.Value(trial, metric)?.ToString("R", CultureInfo.InvariantCulture) ?? ""),
                ]);
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.Append(string.Join(',', cells.Select(Escape))).Append('\n');

    private static string Escape(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
