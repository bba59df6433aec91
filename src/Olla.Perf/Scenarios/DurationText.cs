using System.Buffers;
using System.Globalization;

namespace Olla.Perf.Scenarios;

/// <summary>Durations as people write them in the proxy's own configuration: <c>500ms</c>, <c>2s</c>, <c>1m30s</c>.</summary>
internal static class DurationText
{
    /// <summary>What an error message says is allowed.</summary>
    public const string Allowed = "duration such as 500ms, 2s, 1m30s";

    private static readonly SearchValues<char> NumberLetters = SearchValues.Create("0123456789.");

    private static readonly (string Unit, double Seconds)[] Units =
        [("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("μs", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600)];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text == "0")
        {
            return true;
        }

        var rest = text.AsSpan();
        var seconds = 0.0;
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept(NumberLetters);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            rest = rest[digits..];
            var letters = rest.IndexOfAny(NumberLetters);
            var unit = (letters < 0 ? rest : rest[..letters]).ToString();
            var index = Array.FindIndex(Units, candidate => candidate.Unit == unit);
            if (index < 0)
            {
                return false;
            }

            seconds += number * Units[index].Seconds;
            rest = rest[unit.Length..];
        }

        if (text.Length == 0 || seconds > TimeSpan.FromDays(365).TotalSeconds)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
        return true;
    }

    /// <summary>Short text that <see cref="TryParse"/> reads back: <c>1m30s</c>, <c>250ms</c>.</summary>
    public static string Format(TimeSpan duration) => duration.TotalSeconds switch
    {
        0 => "0s",
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.###}ms"),
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.#}s"),
        < 3600 => $"{(int)duration.TotalMinutes}m{(duration.Seconds == 0 ? "" : duration.Seconds + "s")}",
        _ => $"{(int)duration.TotalHours}h{(duration.Minutes == 0 ? "" : duration.Minutes + "m")}",
    };
}
