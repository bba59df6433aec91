using System.Globalization;

namespace Olla.Configuration.Values;

/// <summary>Sizes in bytes: a whole number, or a number with a binary suffix such as <c>50MB</c> or <c>1.5 GiB</c>.</summary>
public static class SizeText
{
    private const string Prefixes = "kmgtp";

    /// <summary>Reads a size with a suffix; 1 MB is 1 048 576 bytes, and what is left of a byte is cut off. Signs are refused.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        var length = text.IndexOfAnyExceptInRange('.', '9');
        length = length < 0 ? text.Length : length;
        var suffix = text[length..];
        suffix = suffix.StartsWith(" ") ? suffix[1..] : suffix;
        if (!decimal.TryParse(text[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || !TryGetFactor(suffix, out var factor)
            || (suffix.IsEmpty && (length < text.Length || text.Contains('.')))
            || number > long.MaxValue / (decimal)factor)
        {
            return false;
        }

        bytes = (long)decimal.Truncate(number * factor);
        return true;
    }

    /// <summary>The largest suffix that loses nothing: 52428800 is <c>50MB</c>, 1000 stays <c>1000</c>.</summary>
    public static string Format(long bytes)
    {
        var number = bytes;
        var power = 0;
        while (number > 0 && number % 1024 == 0 && power < Prefixes.Length)
        {
            number /= 1024;
            power++;
        }

        var digits = number.ToString(CultureInfo.InvariantCulture);
        return power == 0 ? digits : digits + char.ToUpperInvariant(Prefixes[power - 1]) + "B";
    }

    private static bool TryGetFactor(ReadOnlySpan<char> suffix, out long factor)
    {
        factor = 1;
        if (suffix.IsEmpty || suffix.Equals("b", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var power = Prefixes.IndexOf(char.ToLowerInvariant(suffix[0]), StringComparison.Ordinal) + 1;
        factor = 1L << (10 * power);
        var unit = suffix[1..];
        return power > 0
            && (unit.IsEmpty || unit.Equals("b", StringComparison.OrdinalIgnoreCase) || unit.Equals("ib", StringComparison.OrdinalIgnoreCase));
    }
}
