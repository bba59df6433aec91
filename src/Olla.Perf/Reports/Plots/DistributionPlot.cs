using Olla.Perf.Analysis;
using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Results;
using Olla.Perf.Sweeps;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Olla.Perf.Reports.Plots;

/// <summary>One row per configuration: where its values lie, from p5 to p99, on a logarithmic axis.</summary>
internal static class DistributionPlot
{
    private static readonly (string Family, string Title, string Unit)[] _families =
        [("ttft_ms", "Time to first token", "ms"), ("transit_us", "Transit of an event", "µs"), ("itl_ms", "Gap between events", "ms")];

    public static IEnumerable<PlotFile> Draw(RunAnalysis analysis, PlotStyle style)
    {
        foreach (var (family, title, unit) in _families)
        {
            if (Rows(analysis, style, family) is { Count: > 0 } rows)
            {
                yield return Draw(rows, family, title, unit, style);
            }
        }
    }

    private static PlotFile Draw(IReadOnlyList<Row> rows, string family, string title, string unit, PlotStyle style)
    {
        var plot = PlotStyle.Create(title, $"{title} ({unit}), logarithmic", "");
        var low = rows.Min(row => row.P5) / 1.2;
        var high = rows.Max(row => row.P99) * 1.2;
        var names = new NumericManual();
        for (var index = 0; index < rows.Count; index++)
        {
            var row = rows[index];
            var y = -index;
            names.AddMajor(y, row.Label);
            Line(plot, row.P5, row.P99, y, 2, row.Color.WithAlpha(0.5));
            Line(plot, row.P25, row.P75, y, 8, row.Color.WithAlpha(0.55));
            plot.Add.Marker(Math.Log10(row.P50), y, row.Shape, 9, row.Color);
        }

        plot.Axes.Left.TickGenerator = names;
        plot.Axes.Left.TickLabelStyle.FontSize = 11;
        plot.Axes.Bottom.TickGenerator = LogTicks.Values(low, high);
        plot.Axes.SetLimits(Math.Log10(low), Math.Log10(high), -rows.Count + 0.3, 0.7);
        PlotStyle.AddLegend(plot, style.Legend());
        return new PlotFile(
            "distribution-" + family.Replace('_', '-'), title,
            "Mark: median; thick bar: middle half; thin line: 5th to 99th percentile (or the highest that was measured). Median over blocks at every percentile.",
            plot, 860, 120 + (24 * rows.Count));
    }

    private static void Line(Plot plot, double from, double to, double y, float width, Color color)
    {
        var line = plot.Add.Line(Math.Log10(from), y, Math.Log10(to), y);
        line.LineWidth = width;
        line.LineColor = color;
    }

    private static List<Row> Rows(RunAnalysis analysis, PlotStyle style, string family)
    {
        var rows = new List<Row>();
        if (Build(analysis.Data.Of(RunData.Direct), family) is { } direct)
        {
            rows.Add(direct with { Label = "direct leg (no proxy)", Color = Colors.Gray, Shape = MarkerShape.FilledDiamond });
        }

        foreach (var candidate in analysis.Data.Measured)
        {
            if (Build(analysis.Data.Of(candidate.Id), family) is { } row)
            {
                var label = $"{style.NumberOf(candidate)}  {analysis.Label(candidate)}";
                rows.Add(row with { Label = label, Color = style.ColorOf(candidate), Shape = style.ShapeOf(candidate) });
            }
        }

        return rows;
    }

    private static Row? Build(IReadOnlyDictionary<int, TrialMeasurement> trials, string family)
    {
        var curves = trials.Values.Select(trial => trial.Distributions.GetValueOrDefault(family)).Where(curve => curve is { Count: > 1 }).ToList();
        if (curves.Count == 0)
        {
            return null;
        }

        double At(double quantile) => Math.Max(1e-3, SampleQuantile.Median(curves.Select(curve => Interpolate(curve!, quantile))));
        return new Row("", At(0.05), At(0.25), At(0.5), At(0.75), At(0.99), Colors.Black, MarkerShape.FilledCircle);
    }

    /// <summary>Beyond the ends of the curve its ends stand: nothing is extrapolated.</summary>
    private static double Interpolate(IReadOnlyList<QuantilePoint> curve, double quantile)
    {
        for (var index = 1; index < curve.Count; index++)
        {
            if (curve[index].Quantile >= quantile)
            {
                var (before, after) = (curve[index - 1], curve[index]);
                var width = after.Quantile - before.Quantile;
                var share = width > 0 ? Math.Clamp((quantile - before.Quantile) / width, 0, 1) : 1;
                return before.Value + (share * (after.Value - before.Value));
            }
        }

        return curve[^1].Value;
    }

    private sealed record Row(string Label, double P5, double P25, double P50, double P75, double P99, Color Color, MarkerShape Shape);
}
