using System.Text.RegularExpressions;
using Olla.Perf.Recommendations;
using Olla.Perf.Reports.Plots;
using Olla.Perf.Results.Store;

namespace Olla.Perf.Reports;

/// <summary>Writes all files of a report into the run's folder: page, summary, plots, recommended configurations.</summary>
internal static partial class ReportWriter
{
    /// <returns>The files written, those that people open first in front.</returns>
    public static IReadOnlyList<string> Write(RunReport report, RunFolder folder)
    {
        Directory.CreateDirectory(folder.Plots);
        var style = new PlotStyle(report.Analysis);
        var plots = DrawAll(report, style).ToList();
        var drawn = new List<DrawnPlot>();
        foreach (var plot in plots)
        {
            var svg = plot.Plot.GetSvgXml(plot.Width, plot.Height);
            File.WriteAllText(Path.Combine(folder.Plots, plot.Name + ".svg"), svg);
            plot.Plot.ScaleFactor = 2;
            plot.Plot.SavePng(Path.Combine(folder.Plots, plot.Name + ".png"), plot.Width * 2, plot.Height * 2);
            drawn.Add(new DrawnPlot(plot.Name, plot.Title, plot.Caption, Inline(svg, plot)));
        }

        File.WriteAllText(folder.Report, new HtmlReport(report, style, drawn).ToText());
        File.WriteAllText(folder.Summary, MarkdownSummary.ToText(report, style));
        var files = new List<string> { folder.Report, folder.Summary };
        foreach (var recommendation in report.Recommendations)
        {
            var path = folder.Recommended(recommendation.Goal.Name);
            File.WriteAllText(path, RecommendationFile.ToText(recommendation, report.Analysis.Data.Scenario, report.Facts));
            files.Add(path);
        }

        files.Add(folder.Plots);
        return files;
    }

    private static IEnumerable<PlotFile> DrawAll(RunReport report, PlotStyle style)
    {
        var shown = report.Recommendations.Select(recommendation => recommendation.Measured)
            .Prepend(report.Analysis.Data.Space.Baseline)
            .OfType<Sweeps.Candidate>()
            .DistinctBy(candidate => candidate.Id)
            .ToList();
        return
        [
            .. TradeoffPlot.Draw(report.Analysis, style),
            .. KnobEffectPlot.Draw(report.Analysis),
            .. DistributionPlot.Draw(report.Analysis, style),
            .. TimeLinePlot.Draw(report.Analysis, style, shown),
        ];
    }

    /// <summary>
    /// Makes a picture fit to stand in a page with others: scalable, without white behind it, and with identities of its own (Skia numbers
    /// them from one in every picture).
    /// </summary>
    private static string Inline(string svg, PlotFile plot)
    {
        svg = svg[svg.IndexOf("<svg", StringComparison.Ordinal)..];
        svg = Identity().Replace(svg, match => $"id=\"{plot.Name}-{match.Groups[1].Value}\"");
        svg = Reference().Replace(svg, match => $"{match.Groups[1].Value}#{plot.Name}-");
        svg = Size().Replace(svg, $"<svg viewBox=\"0 0 {plot.Width} {plot.Height}\" role=\"img\" aria-label=\"{System.Net.WebUtility.HtmlEncode(plot.Title)}\"", 1);
        return Background().Replace(svg, "", 1);
    }

    [GeneratedRegex("id=\"([^\"]+)\"")]
    private static partial Regex Identity();

    [GeneratedRegex("(url\\(|href=\")#")]
    private static partial Regex Reference();

    [GeneratedRegex("<svg( width=\"[^\"]*\"| height=\"[^\"]*\"){2}")]
    private static partial Regex Size();

    [GeneratedRegex("<rect fill=\"white\"[^>]*/>")]
    private static partial Regex Background();
}

/// <summary>A plot as the page holds it.</summary>
internal sealed record DrawnPlot(string Name, string Title, string Caption, string Svg);
