namespace Olla.Configuration.Values;

/// <summary>What may stand in an HTTP header.</summary>
internal static class HeaderText
{
    private const string TokenPunctuation = "!#$%&'*+-.^_`|~";

    public static bool IsName(string text) =>
        text.Length > 0 && text.All(static letter => char.IsAsciiLetterOrDigit(letter) || TokenPunctuation.Contains(letter, StringComparison.Ordinal));

    /// <summary>Control characters would let a value end its header and start another.</summary>
    public static bool IsValue(string text) => !text.Any(static letter => letter is '\u007f' or (< ' ' and not '\t'));
}
