using System.Globalization;

namespace Olla.Configuration.Values;

/// <summary>Whole numbers as YAML writes them: decimal, <c>0x</c>, <c>0o</c>, <c>0b</c>, legacy octal (<c>010</c> is 8), <c>_</c> between digits.</summary>
internal static class IntegerText
{
    public static IntegerReading Read(string text, out long value)
    {
        value = 0;
        var unsigned = text.AsSpan();
        var negative = unsigned.StartsWith("-");
        unsigned = negative || unsigned.StartsWith("+") ? unsigned[1..] : unsigned;
        if (unsigned.IsEmpty || (!char.IsAsciiDigit(unsigned[0]) && unsigned[0] != '.'))
        {
            return IntegerReading.NotANumber;
        }

        var digits = unsigned.ToString().Replace("_", "", StringComparison.Ordinal);
        var (body, radix) = digits switch
        {
            ['0', 'x' or 'X', .. var rest] => (rest, 16),
            ['0', 'o' or 'O', .. var rest] => (rest, 8),
            ['0', 'b' or 'B', .. var rest] => (rest, 2),
            ['0', .. { Length: > 0 } rest] when rest.AsSpan().IndexOfAnyExceptInRange('0', '7') < 0 => (rest, 8),
            _ => (digits, 10),
        };
        if (TryReadDigits(body, radix, out var magnitude))
        {
            value = (long)(negative ? -magnitude : magnitude);
            return magnitude <= long.MaxValue ? IntegerReading.Whole : IntegerReading.TooLarge;
        }

        return radix == 10 ? ReadDecimalPoint(digits, negative, out value) : IntegerReading.NotANumber;
    }

    // "40114.0" and "1e3" are whole numbers in another dress.
    private static IntegerReading ReadDecimalPoint(string digits, bool negative, out long value)
    {
        value = 0;
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!double.TryParse(digits, Style, CultureInfo.InvariantCulture, out var number))
        {
            return IntegerReading.NotANumber;
        }

        if (Math.Truncate(number) != number)
        {
            return IntegerReading.Fraction;
        }

        // Beyond 2^53 a double no longer says which whole number was meant.
        if (number > 9_007_199_254_740_992)
        {
            return IntegerReading.TooLarge;
        }

        value = (long)(negative ? -number : number);
        return IntegerReading.Whole;
    }

    private static bool TryReadDigits(string digits, int radix, out Int128 value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            var number = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : radix;
            if (number >= radix)
            {
                return false;
            }

            // One step beyond the largest long is enough to know; more would overflow in turn.
            value = value > long.MaxValue ? value : (value * radix) + number;
        }

        return digits.Length > 0;
    }
}

/// <summary>What a text is, as a whole number.</summary>
internal enum IntegerReading { Whole, Fraction, TooLarge, NotANumber }
