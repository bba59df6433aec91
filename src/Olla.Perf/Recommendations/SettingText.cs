using System.Globalization;
using Olla.Configuration.Keys;
using Olla.Configuration.Values;

namespace Olla.Perf.Recommendations;

/// <summary>Tells whether two texts mean the same value of a key: <c>64KB</c> and <c>65536</c>, <c>'olla'</c> and <c>olla</c>, <c>1m</c> and <c>60s</c>.</summary>
internal static class SettingText
{
    public static bool Mean(string key, string first, string second) => Canonical(key, first) == Canonical(key, second);

    /// <summary>The swept value that means the same as <paramref name="text"/>; the text itself if none does.</summary>
    public static string Match(string key, string text, IEnumerable<string> swept) =>
        swept.FirstOrDefault(value => Mean(key, value, text)) ?? Unquote(text);

    private static string Canonical(string key, string text)
    {
        var plain = Unquote(text);
        var known = ConfigurationKeys.Find(key);
        return known?.Kind switch
        {
            KeyKind.Size when SizeText.TryParse(plain, out var bytes) => bytes.ToString(CultureInfo.InvariantCulture),
            KeyKind.Duration when Scenarios.DurationText.TryParse(plain, out var duration) => duration.Ticks.ToString(CultureInfo.InvariantCulture),
            KeyKind.WholeNumber or KeyKind.NaturalNumber => plain.Replace("_", "", StringComparison.Ordinal),
            KeyKind.Boolean => plain.ToLowerInvariant(),
            KeyKind.Choice when known.IgnoresCase => plain.ToLowerInvariant(),
            _ => plain,
        };
    }

    private static string Unquote(string text) =>
        text.Length >= 2 && text[0] == text[^1] && (text[0] is '\'' or '"') ? text[1..^1].Replace("''", "'", StringComparison.Ordinal) : text;
}
