using System.Diagnostics.CodeAnalysis;

namespace Olla.Proxy.Providers.Metrics;

/// <summary>
/// A calculation of a profile, such as <c>output_tokens * 1000 / total_ms</c>: numbers, texts in quotes, names of fields, <c>+ - * / %</c>,
/// comparisons, <c>&amp;&amp; || !</c>, <c>a ? b : c</c>, parentheses and <c>len()</c>.
/// </summary>
internal sealed class Formula
{
    private readonly Func<ReadOnlyMemory<MetricValue>, MetricValue> _root;

    private Formula(Func<ReadOnlyMemory<MetricValue>, MetricValue> root) => _root = root;

    /// <summary>Reads <paramref name="text"/>; its names stand for the values at their index in <paramref name="names"/>.</summary>
    public static bool TryParse(
        string text, IReadOnlyList<string> names, [NotNullWhen(true)] out Formula? formula, [NotNullWhen(false)] out string? problem)
    {
        var parser = new FormulaParser(text, names);
        try
        {
            (formula, problem) = (new Formula(parser.Parse()), null);
            return true;
        }
        catch (FormatException mistake)
        {
            (formula, problem) = (null, mistake.Message);
            return false;
        }
    }

    /// <summary>The result for these values; missing when a name that it needs is, and never infinite.</summary>
    public MetricValue Evaluate(ReadOnlyMemory<MetricValue> values)
    {
        var result = _root(values);
        return result.Number is { } number && !double.IsFinite(number) ? MetricValue.Of(0) : result;
    }
}
