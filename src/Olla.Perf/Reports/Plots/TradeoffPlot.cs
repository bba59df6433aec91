using System.Globalization;
using Olla.Perf.Analysis;
using Olla.Perf.Results;
using Olla.Perf.Sweeps;
using ScottPlot;

namespace Olla.Perf.Reports.Plots;

/// <summary>First token against one of the other objectives; candidates on the front of these two are joined.</summary>
internal static class TradeoffPlot
{
    public static IEnumerable<PlotFile> Draw(RunAnalysis analysis, PlotStyle style)
    {
        if (!analysis.Objectives.Contains(Metric.TtftP50))
        {
            yield break;
        }

        foreach (var cost in analysis.Objectives.Where(metric => metric != Metric.TtftP50))
        {
            yield return Draw(analysis, style, cost);
        }
    }

    private static PlotFile Draw(RunAnalysis analysis, PlotStyle style, Metric cost)
    {
        var first = Metric.TtftP50;
        var points = analysis.Data.Measured
            .Select(candidate => (Candidate: candidate, X: analysis.Data.Median(candidate.Id, cost), Y: analysis.Data.Median(candidate.Id, first)))
            .Where(point => double.IsFinite(point.X) && point.Y > 0)
            .ToList();
        var plot = PlotStyle.Create($"{first.Title} against {cost.Title}", $"{cost.Title} ({cost.Unit})", $"{first.Title} ({first.Unit})");
        var (low, high) = Range(points.Select(point => point.Y));
        var (left, right) = Spread(points.Select(point => point.X));

        AddFront(plot, points, cost);
        foreach (var (candidate, x, y) in points)
        {
            AddInterval(plot, analysis, candidate, cost, x, y, style);
            plot.Add.Marker(x, Math.Log10(y), style.ShapeOf(candidate), 10, style.ColorOf(candidate));
        }

        foreach (var (text, x, y) in Labels(points, style, (right - left) / 60, (Math.Log10(high) - Math.Log10(low)) / 14))
        {
            var label = plot.Add.Text(text, x, y);
            label.LabelFontSize = 11;
            label.LabelFontColor = Color.FromHex("#444444");
            label.OffsetX = 8;
            label.LabelAlignment = Alignment.MiddleLeft;
        }

        plot.Axes.SetLimits(left, right, Math.Log10(low), Math.Log10(high));
        plot.Axes.Left.TickGenerator = LogTicks.Values(low, high);
        PlotStyle.AddLegend(plot, style.Legend().Append(new LegendItem { LabelText = "front of these two", LineColor = Colors.Gray, LineWidth = 2, LinePattern = LinePattern.Dashed }));
        var better = cost.Direction == MetricDirection.HigherIsBetter ? "bottom right" : "bottom left";
        return new PlotFile(
            $"tradeoff-{cost.Name.Replace('_', '-')}",
            $"{first.Title} against {cost.Title}",
            $"One mark per configuration, numbered as in the table; {better} is best. Bars are the middle half of the blocks. The vertical axis is logarithmic.",
            plot, 860, 520);
    }

    /// <summary>Candidates whose marks would cover each other share one label.</summary>
    private static IEnumerable<(string Text, double X, double Y)> Labels(
        List<(Candidate Candidate, double X, double Y)> points, PlotStyle style, double near, double step)
    {
        var groups = new List<List<(Candidate Candidate, double X, double Y)>>();
        foreach (var point in points.OrderBy(point => point.Y))
        {
            var group = groups.Find(members => Math.Abs(Math.Log10(members[0].Y) - Math.Log10(point.Y)) < step && Math.Abs(members[^1].X - point.X) < near * 8);
            if (group is null)
            {
                groups.Add(group = []);
            }

            group.Add(point);
        }

        foreach (var group in groups)
        {
            var numbers = group.Select(point => style.NumberOf(point.Candidate)).Order().Select(number => number.ToString(CultureInfo.InvariantCulture));
            yield return (string.Join(", ", numbers), group.Max(point => point.X), Math.Log10(group.Average(point => point.Y)));
        }
    }

    private static void AddInterval(Plot plot, RunAnalysis analysis, Candidate candidate, Metric cost, double x, double y, PlotStyle style)
    {
        var color = style.ColorOf(candidate).WithAlpha(0.45);
        var xs = Middle(analysis.Data, candidate, cost);
        var ys = Middle(analysis.Data, candidate, Metric.TtftP50);
        plot.Add.Line(xs.Low, Math.Log10(y), xs.High, Math.Log10(y)).Color = color;
        plot.Add.Line(x, Math.Log10(ys.Low), x, Math.Log10(ys.High)).Color = color;
    }

    private static (double Low, double High) Middle(RunData data, Candidate candidate, Metric metric)
    {
        var values = data.Of(candidate.Id).Values.Where(trial => trial.Values.ContainsKey(metric.Name)).Select(trial => trial.Values[metric.Name]).Order().ToList();
        return (Analysis.Statistics.SampleQuantile.Find(values, 0.25), Analysis.Statistics.SampleQuantile.Find(values, 0.75));
    }

    private static void AddFront(Plot plot, List<(Candidate Candidate, double X, double Y)> points, Metric cost)
    {
        var sign = cost.Direction == MetricDirection.HigherIsBetter ? -1 : 1;
        var front = points
            .Where(mine => !points.Exists(other => sign * other.X <= sign * mine.X && other.Y <= mine.Y && (other.X != mine.X || other.Y != mine.Y)))
            .OrderBy(point => point.X)
            .ToList();
        if (front.Count > 1)
        {
            var line = plot.Add.Scatter(front.Select(point => point.X).ToArray(), front.Select(point => Math.Log10(point.Y)).ToArray());
            line.MarkerSize = 0;
            line.Color = Colors.Gray;
            line.LinePattern = LinePattern.Dashed;
            line.LineWidth = 2;
        }
    }

    private static (double Low, double High) Range(IEnumerable<double> values)
    {
        var list = values.DefaultIfEmpty(1).ToList();
        return (list.Min() / 1.4, list.Max() * 1.4);
    }

    /// <summary>At least four percent wide: noise should not fill the picture.</summary>
    private static (double Low, double High) Spread(IEnumerable<double> values)
    {
        var list = values.DefaultIfEmpty(1).ToList();
        var middle = (list.Min() + list.Max()) / 2;
        var half = Math.Max((list.Max() - list.Min()) * 0.62, Math.Abs(middle) * 0.02);
        return (middle - half, middle + (half * 1.15));
    }
}
