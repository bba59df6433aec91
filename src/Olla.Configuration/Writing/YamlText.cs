using System.Globalization;
using System.Text;

namespace Olla.Configuration.Writing;

/// <summary>Makes text safe to stand in a YAML document.</summary>
public static class YamlText
{
    private const string SafePunctuation = "._-/";

    /// <summary>The text as one YAML scalar that reads back as exactly this text: plain where that is safe, otherwise in double quotes.</summary>
    public static string Of(string text) => IsPlain(text) ? text : Quote(text);

    private static bool IsPlain(string text) =>
        text.Length > 0
        && char.IsAsciiLetter(text[0])
        && text.All(static letter => char.IsAsciiLetterOrDigit(letter) || SafePunctuation.Contains(letter, StringComparison.Ordinal))
        && text.ToLowerInvariant() is not ("null" or "true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n");

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '"' or '\\' => quoted.Append('\\').Append(letter),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                < ' ' or (>= '\u007f' and <= '\u00a0') or '\u2028' or '\u2029' or '\ufeff' or (>= '\ud800' and <= '\udfff') or >= '\ufffe' =>
                    quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append('"').ToString();
    }
}
