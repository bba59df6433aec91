using System.Text;

namespace Olla.Configuration.Secrets;

/// <summary>Puts variables into text: <c>${NAME}</c> and <c>${NAME:-fallback}</c>; everything else is literal.</summary>
internal static class VariableText
{
    private const string FallbackMark = ":-";

    /// <summary>The expanded text. Names that are not set and have no fallback are added to <paramref name="missing"/>.</summary>
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables, ICollection<string> missing)
    {
        var result = new StringBuilder();
        var rest = text.AsSpan();
        while (true)
        {
            var start = rest.IndexOf("${");
            var length = start < 0 ? -1 : rest[start..].IndexOf('}');
            if (length < 0)
            {
                return result.Append(rest).ToString();
            }

            var token = rest.Slice(start + 2, length - 2).ToString();
            result.Append(rest[..start]).Append(token.Length == 0 ? "${}" : ValueOf(token, variables, missing));
            rest = rest[(start + length + 1)..];
        }
    }

    private static string ValueOf(string token, IReadOnlyDictionary<string, string> variables, ICollection<string> missing)
    {
        var mark = token.IndexOf(FallbackMark, StringComparison.Ordinal);
        var name = mark < 0 ? token : token[..mark];
        var value = variables.GetValueOrDefault(name);
        if (mark >= 0)
        {
            return string.IsNullOrEmpty(value) ? token[(mark + FallbackMark.Length)..] : value;
        }

        if (value is null && !missing.Contains(name))
        {
            missing.Add(name);
        }

        return value ?? "";
    }
}
