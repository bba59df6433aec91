using System.Net;
using System.Text;

namespace Olla.Perf.Reports;

/// <summary>Two runs, or two configurations, side by side as one page that needs nothing else.</summary>
internal static class ComparisonPage
{
    /// <param name="remarks">What a reader must know before looking; a paragraph a line.</param>
    public static string ToText(string first, string second, string remarks, ReportTable table)
    {
        var title = $"{second} against {first}";
        var page = new StringBuilder();
        page.Append(
            $"""
             <!doctype html>
             <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
             <title>{Encode(title)} – olla-perf</title>
             <style>{HtmlStyle.Css}</style></head><body>
             <header><h1>{Encode(second)}</h1><p class="lead">against {Encode(first)}</p></header>

             """);
        foreach (var remark in remarks.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            page.Append($"<p>{Encode(remark)}</p>\n");
        }

        page.Append("<h2>What differs</h2><p>Changes are of the second against the first, with 95 % intervals; plus is more, minus is less.</p>\n");
        page.Append(table.Rows.Count > 0 ? HtmlTable.ToText(table) : "<p>They have no configuration in common.</p>");
        return page.Append("\n</body></html>\n").ToString();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
