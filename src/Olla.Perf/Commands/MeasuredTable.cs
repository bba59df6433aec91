using System.Globalization;
using System.Text;
using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Reports;
using Olla.Perf.Results;

namespace Olla.Perf.Commands;

/// <summary>Medians over the windows, direct leg and proxy side by side, with the spread of the proxy's.</summary>
internal static class MeasuredTable
{
    public static string Of(IReadOnlyList<MeasuredWindow> windows)
    {
        List<string[]> rows = [["metric", "direct", "proxy", "proxy, least to most"]];
        foreach (var metric in Metric.All)
        {
            var (direct, proxy) = (Values(windows, MeasuredWindow.Direct, metric), Values(windows, MeasuredWindow.Proxy, metric));
            if (proxy.Count > 0)
            {
                rows.Add([metric.Title, Median(direct, metric), Median(proxy, metric), Spread(proxy, metric)]);
            }
        }

        var widths = Enumerable.Range(0, 4).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{row[0].PadRight(widths[0])}  {row[1].PadLeft(widths[1])}  {row[2].PadLeft(widths[2])}  {row[3]}").TrimEnd());
        }

        foreach (var (name, error, count) in Errors(windows))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{count} requests of {name} ended as {error}");
        }

        return text.ToString();
    }

    private static List<double> Values(IReadOnlyList<MeasuredWindow> windows, string name, Metric metric) =>
        [.. windows.Where(window => window.Name == name && window.Measurement.Values.TryGetValue(metric.Name, out var value) && double.IsFinite(value))
            .Select(window => window.Measurement.Values[metric.Name])];

    private static string Median(List<double> values, Metric metric) => values.Count == 0 ? "" : NumberText.Value(SampleQuantile.Median(values), Unit(metric));

    private static string Spread(List<double> values, Metric metric) =>
        values.Count < 2 ? "" : $"{NumberText.Value(values.Min())} to {NumberText.Value(values.Max(), Unit(metric))}";

    /// <summary>Counts and shares of one need no unit behind them.</summary>
    private static string Unit(Metric metric) => metric.Unit is "count" or "0..1" ? "" : metric.Unit;

    private static IEnumerable<(string Name, string Error, int Count)> Errors(IReadOnlyList<MeasuredWindow> windows) =>
        from window in windows
        from error in window.Measurement.Errors
        group error.Value by (window.Name, error.Key) into same
        select (same.Key.Name, same.Key.Key, same.Sum());
}
