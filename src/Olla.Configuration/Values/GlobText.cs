namespace Olla.Configuration.Values;

/// <summary>Name patterns: a <c>*</c> at the start, at the end, or at both.</summary>
internal static class GlobText
{
    public static bool IsValid(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return false;
        }

        var inner = text.AsSpan();
        inner = inner.StartsWith("*") ? inner[1..] : inner;
        inner = inner.EndsWith("*") ? inner[..^1] : inner;
        return !inner.Contains('*') && (inner.Length > 0 || text == "*");
    }
}
