using Olla.Configuration.Keys;

namespace Olla.Configuration.Diagnostics;

/// <summary>A person's value as a message may show it: quoted, short, and never with a secret in it.</summary>
internal static class ShownValue
{
    private const string Mask = "***";
    private const int MaximumLength = 120;

    public static string Of(ConfigurationKey key, string text) => key.IsSecret ? $"\"{Mask}\"" : Of(text);

    public static string Of(string text)
    {
        var shown = WithoutCredentials(text).ReplaceLineEndings(" ");
        return shown.Length > MaximumLength ? $"\"{shown[..MaximumLength]}…\"" : $"\"{shown}\"";
    }

    /// <summary>Everything that could be the user part of a URL becomes the mask, also where the URL is malformed.</summary>
    public static string WithoutCredentials(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var start = scheme < 0 ? 0 : scheme + 3;
        var end = text.LastIndexOf('@');
        return end < start ? text : string.Concat(text.AsSpan(0, start), Mask, text.AsSpan(end));
    }
}
