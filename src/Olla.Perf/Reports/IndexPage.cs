using System.Net;
using System.Text;
using Olla.Perf.Results.Store;

namespace Olla.Perf.Reports;

/// <summary>One page over all runs of a results folder, newest first, each with its report, summary and recommended files.</summary>
internal static class IndexPage
{
    public static string FileOf(string results) => Path.Combine(results, "index.html");

    /// <summary>Writes the page anew.</summary>
    /// <returns>Its path.</returns>
    public static string Write(RunCatalog catalog, string results)
    {
        Directory.CreateDirectory(results);
        var path = FileOf(results);
        File.WriteAllText(path, ToText(catalog, results));
        return path;
    }

    public static string ToText(RunCatalog catalog, string results)
    {
        var runs = catalog.Runs;
        var page = new StringBuilder();
        page.Append($"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>Runs of olla-perf</title><style>{HtmlStyle.Css}</style></head><body>\n");
        page.Append($"<h1>Runs of olla-perf</h1><p class=\"lead\">{runs.Count} runs, newest first.</p>\n");
        page.Append("<div class=\"table\"><table><thead><tr><th>Run</th><th>Kind</th><th>Started (UTC)</th><th>Machine</th><th>Trials</th><th>Files</th></tr></thead><tbody>\n");
        foreach (var run in runs.Reverse())
        {
            var unusable = run.Unusable > 0 ? $", {run.Unusable} unusable" : "";
            page.Append($"<tr><td>{Link(run.Folder, results, MainFile(run.Folder), run.Folder.Id)}</td><td>{Encode(run.Kind)}</td><td>{run.Facts.Started:yyyy-MM-dd HH:mm}</td>");
            page.Append($"<td title=\"{Encode(run.Facts.Machine)}\">{Encode(run.Facts.Hardware)}</td><td>{run.Trials}{unusable}</td><td>{string.Join("<br>", Files(run.Folder).Select(file => Link(run.Folder, results, file, Path.GetFileName(file))))}</td></tr>\n");
        }

        page.Append("</tbody></table></div>\n");
        foreach (var damaged in catalog.PassedOver)
        {
            page.Append($"<p>Passed over: {Encode(damaged.Reason)}</p>\n");
        }

        return page.Append("</body></html>\n").ToString();
    }

    private static string? MainFile(RunFolder folder) => Files(folder).FirstOrDefault();

    private static IEnumerable<string> Files(RunFolder folder) =>
        new[] { folder.Report, folder.Summary }.Where(File.Exists)
            .Concat(Directory.GetFiles(folder.Path, "recommended-*.yaml").Order(StringComparer.Ordinal));

    private static string Link(RunFolder folder, string results, string? file, string text)
    {
        var target = Path.GetRelativePath(results, file ?? folder.Path).Replace('\\', '/');
        return $"<a href=\"{string.Join('/', target.Split('/').Select(Uri.EscapeDataString))}\">{Encode(text)}</a>";
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
