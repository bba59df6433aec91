using System.Globalization;
using Olla.Perf.Analysis;
using Olla.Perf.Results;

namespace Olla.Perf.Reports;

/// <summary>Numbers as people read them: three digits that matter, the unit behind them.</summary>
internal static class NumberText
{
    public static string Value(double value, string unit = "")
    {
        var text = double.IsNaN(value) ? "n/a" : Digits(value);
        return double.IsNaN(value) || unit.Length == 0 || unit == "1" ? text : text + " " + unit;
    }

    public static string Value(double value, Metric metric) => Value(value, metric.Unit);

    /// <summary><c>−12.3 %</c>; beyond a doubling, <c>×4.1</c> says it better.</summary>
    public static string Change(double ratio) => ratio switch
    {
        _ when double.IsNaN(ratio) => "n/a",
        _ when double.IsInfinity(ratio) => "∞",
        > 2.5 => "×" + Digits(ratio),
        _ => (ratio - 1 < 0 ? "−" : "+") + Math.Abs(100 * (ratio - 1)).ToString("0.0", CultureInfo.InvariantCulture) + " %",
    };

    /// <summary><c>−12.3 % [−14.0 %, −10.1 %]</c>.</summary>
    public static string Change(Comparison comparison) =>
        $"{Change(comparison.Ratio.Ratio)} [{Change(comparison.Ratio.Low)}, {Change(comparison.Ratio.High)}]";

    /// <summary>Blocks that a comparison still takes: <c>1 more block</c>, <c>12 more blocks</c>.</summary>
    public static string Blocks(int more) => more == 1 ? "1 more block" : $"{more} more blocks";

    public static string Probability(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    public static string Verdict(Verdict verdict) => verdict.ToString().ToLowerInvariant();

    public static string Span(TimeSpan duration) => duration.TotalMinutes >= 1
        ? $"{(int)duration.TotalMinutes} min {duration.Seconds} s"
        : duration.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture) + " s";

    private static string Digits(double value)
    {
        var size = Math.Abs(value);
        var format = size switch
        {
            >= 100 => "#,0",
            >= 10 => "0.0",
            >= 1 => "0.00",
            0 => "0",
            _ => "0.###",
        };
        return value.ToString(format, CultureInfo.InvariantCulture).Replace(',', '\u202F');
    }
}
