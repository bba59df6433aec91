using Olla.Perf.Analysis.Gates;
using ScottPlot;

namespace Olla.Perf.Reports.Plots;

/// <summary>What a gate finds: how much worse a candidate is against how often it is called a regression, or passes.</summary>
internal static class GatePowerPlot
{
    public static PlotFile Draw(string quantity, GateRule rule, IReadOnlyList<RehearsalResult> results)
    {
        var plot = PlotStyle.Create($"What the gate finds: {quantity}", $"candidate's {quantity} is worse by (%)", "share of gates (%)");
        var added = results.Select(result => 100 * result.Added).ToArray();
        Line(plot, added, [.. results.Select(result => 100 * result.RegressionShare)], "#D55E00");
        Line(plot, added, [.. results.Select(result => 100 * result.PassShare)], "#009E73");
        Line(plot, added, [.. results.Select(result => 100 * (1 - result.RegressionShare - result.PassShare))], "#999999");
        foreach (var limit in (double[])[rule.Tolerance, rule.Margin])
        {
            var mark = plot.Add.VerticalLine(100 * limit);
            mark.Color = Colors.Black.WithAlpha(0.4);
            mark.LinePattern = LinePattern.Dashed;
            mark.LineWidth = 1;
        }

        plot.Axes.SetLimits(0, added[^1] * 1.02, -3, 103);
        PlotStyle.AddLegend(plot, [Item("called a regression", "#D55E00"), Item("passed", "#009E73"), Item("undecided", "#999999")]);
        return new PlotFile(
            "gate-power", $"What the gate finds: {quantity}",
            "Rehearsed on the noise of real A/A pairs. Dashed: the tolerance, below which nothing may be called a regression, and the margin, beyond which nothing may pass.",
            plot, 860, 420);
    }

    private static void Line(Plot plot, double[] xs, double[] ys, string color)
    {
        var line = plot.Add.Scatter(xs, ys);
        line.Color = Color.FromHex(color);
        line.LineWidth = 2;
        line.MarkerSize = 6;
    }

    private static LegendItem Item(string label, string color) => new() { LabelText = label, LineColor = Color.FromHex(color), LineWidth = 2 };
}
