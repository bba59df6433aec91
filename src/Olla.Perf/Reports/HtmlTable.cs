using System.Net;
using System.Text;

namespace Olla.Perf.Reports;

/// <summary>A table of a page.</summary>
internal static class HtmlTable
{
    public static string ToText(ReportTable table)
    {
        var text = new StringBuilder("<div class=\"table\"><table><thead><tr>");
        foreach (var column in table.Columns)
        {
            text.Append($"<th>{WebUtility.HtmlEncode(column)}</th>");
        }

        text.Append("</tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            text.Append("<tr>");
            foreach (var cell in row)
            {
                text.Append($"<td{Shade(cell)}>{WebUtility.HtmlEncode(cell).Replace("\n", "<br>", StringComparison.Ordinal)}</td>");
            }

            text.Append("</tr>");
        }

        return text.Append("</tbody></table></div>").ToString();
    }

    /// <summary>Cells that carry a verdict are tinted by it; the word itself stays, for those who do not see the tint.</summary>
    private static string Shade(string cell) => cell switch
    {
        _ when cell.Contains("] better", StringComparison.Ordinal) || cell is "better" or "shown" => " class=\"good\"",
        _ when cell.Contains("] worse", StringComparison.Ordinal) || cell is "worse" or "NOT SHOWN" => " class=\"bad\"",
        _ when cell.Contains("] undecided", StringComparison.Ordinal) || cell.StartsWith("undecided", StringComparison.Ordinal) => " class=\"open\"",
        _ => "",
    };
}
