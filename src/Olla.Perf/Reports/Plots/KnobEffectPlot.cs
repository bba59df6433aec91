using Olla.Perf.Analysis;
using Olla.Perf.Results;
using Olla.Perf.Sweeps;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Olla.Perf.Reports.Plots;

/// <summary>What each knob does to one metric, with intervals, over all other settings and under each of them.</summary>
internal static class KnobEffectPlot
{
    private static readonly Color _good = Color.FromHex("#009E73");
    private static readonly Color _bad = Color.FromHex("#D55E00");
    private static readonly Color _same = Color.FromHex("#0072B2");
    private static readonly Color _open = Color.FromHex("#888888");

    public static IEnumerable<PlotFile> Draw(RunAnalysis analysis)
    {
        foreach (var metric in analysis.Objectives)
        {
            var rows = Rows(analysis, metric);
            if (rows.Count > 0)
            {
                yield return Draw(analysis, metric, rows);
            }
        }
    }

    private static PlotFile Draw(RunAnalysis analysis, Metric metric, List<KnobEffect> rows)
    {
        var plot = PlotStyle.Create($"Effect on {metric.Title}", $"change of {metric.Title}", "");
        var floor = analysis.Floor.Of(metric);
        var margin = Math.Log(1 + analysis.Data.Scenario.EquivalenceMargin);
        var finite = rows.SelectMany(row => (double[])[row.Comparison.Ratio.LogInterval.Low, row.Comparison.Ratio.LogInterval.High]).Where(double.IsFinite).ToList();
        var low = Math.Min(-margin * 1.3, finite.DefaultIfEmpty(-margin).Min()) * 1.1;
        var high = Math.Max(margin * 1.3, finite.DefaultIfEmpty(margin).Max()) * 1.1;

        var band = plot.Add.VerticalSpan(0, 0);
        band.IsVisible = false;
        var inside = plot.Add.HorizontalSpan(Math.Max(low, -floor), Math.Min(high, floor));
        // Opaque: in a vector file the transparency of a filled rectangle is lost, and black would cover the rows.
        inside.FillColor = Color.FromHex("#E4E4E4");
        inside.LineWidth = 0;
        foreach (var edge in (double[])[-margin, margin])
        {
            var line = plot.Add.VerticalLine(edge);
            line.Color = Color.FromHex("#0072B2").WithAlpha(0.5);
            line.LinePattern = LinePattern.Dotted;
        }

        plot.Add.VerticalLine(0).Color = Color.FromHex("#00000060");
        var names = new NumericManual();
        for (var index = 0; index < rows.Count; index++)
        {
            AddRow(plot, rows[index], -index, low, high);
            names.AddMajor(-index, Label(rows[index]));
        }

        plot.Axes.Left.TickGenerator = names;
        plot.Axes.Left.TickLabelStyle.FontSize = 11;
        plot.Axes.Bottom.TickGenerator = LogTicks.Ratios(low, high);
        plot.Axes.SetLimits(low, high, -rows.Count + 0.3, 0.7);
        PlotStyle.AddLegend(plot, Legend());
        return new PlotFile(
            "effect-" + metric.Name.Replace('_', '-'), $"Effect of each knob on {metric.Title}",
            "Each row sets a knob to the first value instead of the second, everything else equal; indented rows hold one other knob fixed. "
            + "Grey band: noise floor; dotted lines: the margin within which nothing matters.",
            plot, 860, 130 + (24 * rows.Count));
    }

    private static void AddRow(Plot plot, KnobEffect row, double y, double low, double high)
    {
        var ratio = row.Comparison.Ratio;
        var color = row.Comparison.Verdict switch { Verdict.Better => _good, Verdict.Worse => _bad, Verdict.Equivalent => _same, _ => _open };
        var line = plot.Add.Line(Math.Max(low, ratio.LogInterval.Low), y, Math.Min(high, ratio.LogInterval.High), y);
        line.LineWidth = row.Condition.Length == 0 ? 3 : 1.5f;
        line.LineColor = color;
        plot.Add.Marker(ratio.LogRatio, y, MarkerShape.FilledCircle, row.Condition.Length == 0 ? 9 : 6, color);
    }

    private static string Label(KnobEffect row)
    {
        var change = $"{CandidateIdentity.ValueLabel(row.Key, row.Value)} for {CandidateIdentity.ValueLabel(row.Key, row.Reference)}";
        return row.Condition.Length == 0 ? change : $"under {row.Condition}";
    }

    /// <summary>A knob's overall effect, and below it those under other knobs' values if one of them differs clearly from the others.</summary>
    private static List<KnobEffect> Rows(RunAnalysis analysis, Metric metric)
    {
        var rows = new List<KnobEffect>();
        foreach (var effect in analysis.Effects.Where(effect => effect.Metric == metric))
        {
            rows.Add(effect);
            rows.AddRange(Interactions.Of(analysis, effect));
        }

        return rows;
    }

    private static IEnumerable<LegendItem> Legend() =>
        new (string Text, Color Color)[] { ("better", _good), ("worse", _bad), ("equivalent", _same), ("undecided", _open) }
            .Select(entry => new LegendItem { LabelText = entry.Text, MarkerShape = MarkerShape.FilledCircle, MarkerSize = 9, MarkerColor = entry.Color, LineWidth = 0 });
}
