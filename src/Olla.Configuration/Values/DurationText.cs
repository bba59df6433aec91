using System.Globalization;
using System.Text;

namespace Olla.Configuration.Values;

/// <summary>Durations as people write them: one or more numbers with a unit, such as <c>30s</c>, <c>1h30m</c> or <c>.5s</c>.</summary>
public static class DurationText
{
    private const long NanosecondsPerTick = 100;

    /// <summary>Reads a duration; <c>0</c> needs no unit. Refuses spaces, days and more than 292 years either way.</summary>
    /// <remarks>What is shorter than one tick (100 ns) but not zero becomes one tick, so that it never turns into "no limit".</remarks>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan value)
    {
        value = default;
        var negative = text.StartsWith("-");
        var rest = negative || text.StartsWith("+") ? text[1..] : text;
        if (rest is "0")
        {
            return true;
        }

        if (rest.IsEmpty)
        {
            return false;
        }

        Int128 total = 0;
        while (!rest.IsEmpty)
        {
            if (!TryTakePart(ref rest, out var nanoseconds))
            {
                return false;
            }

            total += nanoseconds;
            if (total > long.MaxValue)
            {
                return false;
            }
        }

        var ticks = (long)total / NanosecondsPerTick;
        ticks = ticks == 0 && total > 0 ? 1 : ticks;
        value = TimeSpan.FromTicks(negative ? -ticks : ticks);
        return true;
    }

    /// <summary>The shortest text that <see cref="TryParse"/> reads back as the same duration.</summary>
    public static string Format(TimeSpan value)
    {
        if (value == TimeSpan.Zero)
        {
            return "0s";
        }

        var text = new StringBuilder();
        if (value < TimeSpan.Zero)
        {
            text.Append('-');
        }

        var ticks = Int128.Abs(value.Ticks);
        if (ticks < TimeSpan.TicksPerSecond)
        {
            var (unit, name) = ticks >= TimeSpan.TicksPerMillisecond ? (TimeSpan.TicksPerMillisecond, "ms")
                : ticks >= TimeSpan.TicksPerMicrosecond ? (TimeSpan.TicksPerMicrosecond, "us") : (0, "ns");
            var number = unit == 0 ? (decimal)(ticks * NanosecondsPerTick) : (decimal)ticks / unit;
            return text.Append(CultureInfo.InvariantCulture, $"{number:0.####}").Append(name).ToString();
        }

        AppendWhole(text, ref ticks, TimeSpan.TicksPerHour, 'h');
        AppendWhole(text, ref ticks, TimeSpan.TicksPerMinute, 'm');
        if (ticks > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(decimal)ticks / TimeSpan.TicksPerSecond:0.#######}").Append('s');
        }

        return text.ToString();
    }

    private static void AppendWhole(StringBuilder text, ref Int128 ticks, long unit, char name)
    {
        if (ticks >= unit)
        {
            text.Append(CultureInfo.InvariantCulture, $"{ticks / unit}").Append(name);
            ticks %= unit;
        }
    }

    private static bool TryTakePart(scoped ref ReadOnlySpan<char> rest, out Int128 nanoseconds)
    {
        nanoseconds = 0;
        var whole = TakeDigits(ref rest);
        ReadOnlySpan<char> fraction = default;
        if (rest.StartsWith("."))
        {
            rest = rest[1..];
            fraction = TakeDigits(ref rest);
        }

        // Nineteen digits hold every number in range; more can only be too large.
        if ((whole.IsEmpty && fraction.IsEmpty) || whole.TrimStart('0').Length > 19 || !TryTakeUnit(ref rest, out var unit))
        {
            return false;
        }

        Int128 number = 0;
        foreach (var digit in whole)
        {
            number = (number * 10) + (digit - '0');
        }

        nanoseconds = number * unit;
        Int128 scale = 1;
        Int128 part = 0;
        foreach (var digit in fraction[..Math.Min(fraction.Length, 18)])
        {
            part = (part * 10) + (digit - '0');
            scale *= 10;
        }

        nanoseconds += part * unit / scale;
        return true;
    }

    private static ReadOnlySpan<char> TakeDigits(scoped ref ReadOnlySpan<char> rest)
    {
        var length = rest.IndexOfAnyExceptInRange('0', '9');
        length = length < 0 ? rest.Length : length;
        var digits = rest[..length];
        rest = rest[length..];
        return digits;
    }

    private static bool TryTakeUnit(scoped ref ReadOnlySpan<char> rest, out long nanoseconds)
    {
        // Two-letter units first: "ms" is not a minute followed by "s". Both the micro sign and the Greek letter occur.
        (var length, nanoseconds) = rest switch
        {
            ['n', 's', ..] => (2, 1L),
            ['u' or '\u00b5' or '\u03bc', 's', ..] => (2, 1_000L),
            ['m', 's', ..] => (2, 1_000_000L),
            ['s', ..] => (1, 1_000_000_000L),
            ['m', ..] => (1, 60_000_000_000L),
            ['h', ..] => (1, 3_600_000_000_000L),
            _ => (0, 0L),
        };
        rest = rest[length..];
        return length > 0;
    }
}
