using Olla.Perf.Analysis;
using Olla.Perf.Sweeps;
using ScottPlot;

namespace Olla.Perf.Reports.Plots;

/// <summary>How candidates look in every plot: the two knobs that matter most decide colour and shape, so that patterns show by themselves.</summary>
internal sealed class PlotStyle
{
    /// <summary>Colours that people with any colour vision can tell apart (Okabe and Ito).</summary>
    private static readonly string[] _colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];

    private static readonly MarkerShape[] _shapes =
        [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond, MarkerShape.OpenCircle, MarkerShape.OpenSquare];

    private readonly RunAnalysis _analysis;
    private readonly (string Key, IReadOnlyList<string> Values)[] _encoded;

    public PlotStyle(RunAnalysis analysis)
    {
        _analysis = analysis;
        _encoded =
        [
            .. analysis.Data.Scenario.Dimensions
                .OrderByDescending(dimension => analysis.Effects
                    .Where(effect => effect.Key == dimension.Key && analysis.Objectives.Contains(effect.Metric) && effect.Comparison.Verdict != Verdict.Equivalent)
                    .Select(effect => Math.Abs(effect.Comparison.Ratio.LogRatio)).DefaultIfEmpty(0).Max())
                .Take(2)
                .Select(dimension => (dimension.Key, Values(analysis, dimension.Key))),
        ];
    }

    public Color ColorOf(Candidate candidate) => Color.FromHex(_colors[Math.Max(0, Index(candidate, 0)) % _colors.Length]);

    public MarkerShape ShapeOf(Candidate candidate) => _shapes[Math.Max(0, Index(candidate, 1)) % _shapes.Length];

    /// <summary>Number of the candidate in tables and plots, from 1.</summary>
    public int NumberOf(Candidate candidate) => 1 + _analysis.Data.Space.Candidates.TakeWhile(other => other.Id != candidate.Id).Count();

    public IReadOnlyList<LegendItem> Legend()
    {
        var items = new List<LegendItem>();
        for (var place = 0; place < _encoded.Length; place++)
        {
            for (var index = 0; index < _encoded[place].Values.Count; index++)
            {
                items.Add(new LegendItem
                {
                    LabelText = CandidateIdentity.ValueLabel(_encoded[place].Key, _encoded[place].Values[index]),
                    MarkerShape = place == 0 ? MarkerShape.FilledCircle : _shapes[index % _shapes.Length],
                    MarkerSize = 9,
                    MarkerColor = place == 0 ? Color.FromHex(_colors[index % _colors.Length]) : Colors.Gray,
                    LineWidth = 0,
                });
            }
        }

        return items;
    }

    /// <summary>An empty plot in the house's style: light grid, no frame on top and right, room for a legend below.</summary>
    public static Plot Create(string title, string bottom, string left)
    {
        var plot = new Plot();
        PlotFont.ApplyTo(plot);
        plot.Title(title, 15);
        plot.XLabel(bottom, 13);
        plot.YLabel(left, 13);
        plot.Grid.MajorLineColor = Color.FromHex("#00000018");
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        return plot;
    }

    public static void AddLegend(Plot plot, IEnumerable<LegendItem> items)
    {
        var panel = plot.ShowLegend(Edge.Bottom);
        plot.Legend.ManualItems.AddRange(items);
        plot.Legend.Orientation = Orientation.Horizontal;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.BackgroundColor = Colors.Transparent;
        plot.Legend.FontSize = 12;
        panel.Padding = new PixelPadding(0);
    }

    private int Index(Candidate candidate, int place) =>
        place >= _encoded.Length
            ? 0
            : _encoded[place].Values.ToList().IndexOf(_analysis.Data.EffectiveSettings(candidate).GetValueOrDefault(_encoded[place].Key, ""));

    private static IReadOnlyList<string> Values(RunAnalysis analysis, string key) =>
        [.. analysis.Data.Measured.Select(candidate => analysis.Data.EffectiveSettings(candidate)[key]).Distinct()];
}
