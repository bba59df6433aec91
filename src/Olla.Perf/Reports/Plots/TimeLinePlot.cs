using Olla.Perf.Analysis;
using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Results;
using Olla.Perf.Sweeps;
using ScottPlot;

namespace Olla.Perf.Reports.Plots;

/// <summary>Values over time: within the measured window, and from block to block over the run.</summary>
internal static class TimeLinePlot
{
    /// <summary>More lines than this cannot be told apart.</summary>
    private const int MostLines = 6;

    private static readonly string[] _colors = ["#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00"];

    private static readonly (string Name, string Title, string Unit)[] _lines =
        [("cpu_cores", "CPU of the proxy", "cores"), ("rss_mb", "Memory of the proxy", "MB"), ("requests_per_s", "Requests", "1/s"), ("ttft_p50_ms", "TTFT p50", "ms")];

    /// <param name="shown">Baseline and recommended candidates, most interesting first.</param>
    public static IEnumerable<PlotFile> Draw(RunAnalysis analysis, PlotStyle style, IReadOnlyList<Candidate> shown)
    {
        foreach (var (name, title, unit) in _lines)
        {
            if (WithinWindow(analysis, style, [.. shown.Take(MostLines)], name, title, unit) is { } plot)
            {
                yield return plot;
            }
        }

        foreach (var metric in analysis.Objectives.Where(metric => metric != Metric.RequestsPerSecond))
        {
            yield return OverBlocks(analysis, style, metric);
        }
    }

    private static PlotFile? WithinWindow(RunAnalysis analysis, PlotStyle style, IReadOnlyList<Candidate> shown, string name, string title, string unit)
    {
        var plot = PlotStyle.Create($"{title} within the window", "seconds since the window began", unit);
        var legend = new List<LegendItem>();
        foreach (var candidate in shown)
        {
            var points = Average(analysis.Data.Of(candidate.Id).Values.Select(trial => trial.TimeLines.GetValueOrDefault(name)).OfType<IReadOnlyList<TimePoint>>().ToList());
            if (points.Count < 2)
            {
                continue;
            }

            var color = Color.FromHex(_colors[legend.Count % _colors.Length]);
            var line = plot.Add.Scatter(points.Select(point => point.Seconds).ToArray(), points.Select(point => point.Value).ToArray());
            line.Color = color;
            line.LineWidth = 2;
            line.MarkerSize = 4;
            legend.Add(new LegendItem { LabelText = $"{style.NumberOf(candidate)} {analysis.Label(candidate)}", LineColor = color, LineWidth = 2 });
        }

        if (legend.Count == 0)
        {
            return null;
        }

        plot.Axes.AutoScale();
        plot.Axes.SetLimitsY(0, plot.Axes.GetLimits().Top);
        PlotStyle.AddLegend(plot, legend);
        plot.Legend.Orientation = Orientation.Vertical;
        return new PlotFile(
            "window-" + name.Replace('_', '-'), $"{title} within the window", "Median over the blocks at every moment; defaults and recommended configurations.",
            plot, 860, 380 + (18 * legend.Count));
    }

    private static List<TimePoint> Average(List<IReadOnlyList<TimePoint>> lines)
    {
        // Samples of different trials fall on slightly different moments; fifths of a second bring them together.
        return [.. lines.SelectMany(line => line).Where(point => double.IsFinite(point.Value))
            .GroupBy(point => Math.Round(point.Seconds * 5) / 5)
            .OrderBy(group => group.Key)
            .Where(group => group.Count() * 2 >= lines.Count)
            .Select(group => new TimePoint(group.Key, SampleQuantile.Median(group.Select(point => point.Value))))];
    }

    private static PlotFile OverBlocks(RunAnalysis analysis, PlotStyle style, Metric metric)
    {
        var plot = PlotStyle.Create($"{metric.Title} from block to block", "block", $"{metric.Title} ({metric.Unit}), logarithmic");
        var all = new List<double>();
        foreach (var candidate in analysis.Data.Measured)
        {
            var values = analysis.Data.Of(candidate.Id).Where(entry => entry.Value.Values.GetValueOrDefault(metric.Name) > 0).ToList();
            var ys = values.Select(entry => entry.Value.Values[metric.Name]).ToArray();
            all.AddRange(ys);
            var line = plot.Add.Scatter(values.Select(entry => (double)entry.Key).ToArray(), ys.Select(Math.Log10).ToArray());
            line.Color = style.ColorOf(candidate).WithAlpha(0.8);
            line.MarkerShape = style.ShapeOf(candidate);
            line.MarkerSize = 6;
            line.LineWidth = candidate.Id == analysis.Data.Space.Baseline.Id ? 3 : 1;
        }

        var (low, high) = all.Count == 0 ? (1.0, 10.0) : (all.Min() / 1.15, all.Max() * 1.15);
        plot.Axes.SetLimits(0.5, analysis.Data.Blocks + 0.5, Math.Log10(low), Math.Log10(high));
        plot.Axes.Left.TickGenerator = LogTicks.Values(low, high);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericFixedInterval(Math.Max(1, analysis.Data.Blocks / 10));
        PlotStyle.AddLegend(plot, style.Legend());
        return new PlotFile(
            "blocks-" + metric.Name.Replace('_', '-'), $"{metric.Title} from block to block",
            "One line per configuration, the defaults thick. Lines that rise and fall together show drift of the machine, which pairing takes out.",
            plot, 860, 460);
    }
}
