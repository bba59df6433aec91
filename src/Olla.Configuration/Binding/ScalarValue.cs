using System.Globalization;
using Olla.Configuration.Keys;
using Olla.Configuration.Values;

namespace Olla.Configuration.Binding;

/// <summary>Reads the text of one value as its kind, from a file or from a variable.</summary>
internal static class ScalarValue
{
    /// <summary>The value, or null and what is wrong.</summary>
    public static object? FromYaml(KeyKind kind, string text, out string problem)
    {
        problem = "";
        switch (kind)
        {
            case KeyKind.Boolean:
                problem = "not a yes or no";
                return BooleanText.TryParseYaml(text, out var boolean) ? boolean : null;
            case KeyKind.Duration:
                problem = DurationProblem(text);
                return DurationText.TryParse(text, out var duration) ? duration : null;
            case KeyKind.Size when SizeText.TryParse(text, out var size) && !char.IsAsciiDigit(text[^1]):
                return size;
            case KeyKind.WholeNumber or KeyKind.NaturalNumber or KeyKind.Size:
                problem = WholeNumberProblem(kind, text, out var whole);
                return problem.Length == 0 ? whole : null;
            default:
                return text;
        }
    }

    /// <summary>The same for a variable, whose numbers are decimal and whose yes and no have a grammar of their own.</summary>
    public static object? FromVariable(KeyKind kind, string text) => kind switch
    {
        KeyKind.Boolean => BooleanText.TryParseVariable(text, out var boolean) ? boolean : null,
        KeyKind.Duration => DurationText.TryParse(text, out var duration) ? duration : null,
        KeyKind.Size when SizeText.TryParse(text, out var size) => size,
        KeyKind.WholeNumber or KeyKind.NaturalNumber or KeyKind.Size =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ => text,
    };

    /// <summary>What a value of this key looks like, with an example.</summary>
    public static string Format(ConfigurationKey key) => key.Kind switch
    {
        KeyKind.Boolean => "true or false",
        KeyKind.Duration => "duration such as 30s, 1h30m, 500ms",
        KeyKind.Size => "bytes, or a size such as 50MB",
        KeyKind.WholeNumber when key.Range is { } range => range.Describe(key.Kind),
        KeyKind.WholeNumber => "a whole number",
        KeyKind.NaturalNumber => "0 or more",
        KeyKind.TextList or KeyKind.GlobList or KeyKind.NetworkList => "a list of text",
        KeyKind.TextMap => "names with one text each",
        KeyKind.TextListMap => "names with a list of text each",
        _ when key.Allowed.Count > 0 => string.Join(", ", key.Allowed),
        _ => "text",
    };

    private static string WholeNumberProblem(KeyKind kind, string text, out long value) =>
        IntegerText.Read(text, out value) switch
        {
            IntegerReading.Fraction => "not a whole number",
            IntegerReading.TooLarge => "the number is too large",
            IntegerReading.NotANumber => kind == KeyKind.Size ? "not a size" : "not a number",
            _ when kind == KeyKind.NaturalNumber && value < 0 => "the number cannot be negative",
            _ => "",
        };

    private static string DurationProblem(string text) =>
        IntegerText.Read(text, out _) is IntegerReading.Whole or IntegerReading.Fraction
            ? $"a duration needs a unit (for seconds write \"{text}s\")"
            : text.Contains(' ', StringComparison.Ordinal) ? "a duration has no spaces" : "not a duration";
}
