using System.Globalization;

namespace Olla.Proxy.Http;

/// <summary>Figures as the status pages show them to people.</summary>
internal static class HumanText
{
    private static readonly string[] ByteUnits = ["KB", "MB", "GB", "TB", "PB"];

    /// <summary><c>0 B</c>, <c>1.50 KB</c>, <c>7.03 GB</c>; a unit is 1024 of the one before.</summary>
    public static string Bytes(long bytes)
    {
        if (bytes < 1024)
        {
            return Format($"{bytes} B");
        }

        var value = bytes / 1024.0;
        var unit = 0;
        while (value >= 1024 && unit < ByteUnits.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return Format($"{value:F2} {ByteUnits[unit]}");
    }

    /// <summary><c>0%</c>, <c>97.4%</c>, <c>100%</c>.</summary>
    public static string Percent(double percent) => percent switch
    {
        0 => "0%",
        100 => "100%",
        _ => Format($"{percent:F1}%"),
    };

    /// <summary><c>0ms</c>, <c>412ms</c>, <c>31.6s</c>.</summary>
    public static string Latency(long milliseconds) =>
        milliseconds < 1000 ? Format($"{milliseconds}ms") : Format($"{milliseconds / 1000.0:F1}s");

    /// <summary><c>4s ago</c>, <c>3m ago</c>; <c>never</c> when unset.</summary>
    public static string Ago(DateTimeOffset? moment, DateTimeOffset now) =>
        moment is { } then ? Coarse(now - then) + " ago" : "never";

    /// <summary><c>in 5s</c>; <c>now</c> when past, <c>unknown</c> when unset.</summary>
    public static string Until(DateTimeOffset? moment, DateTimeOffset now) => moment switch
    {
        null => "unknown",
        { } then when then <= now => "now",
        { } then => "in " + Coarse(then - now),
    };

    /// <summary><c>45s</c>, <c>12m</c>, <c>2h 5m</c>, <c>3d 4h</c>.</summary>
    public static string Uptime(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1 } => Format($"{(int)span.TotalSeconds}s"),
        { TotalHours: < 1 } => Format($"{(int)span.TotalMinutes}m"),
        { TotalDays: < 1 } => Format($"{(int)span.TotalHours}h {span.Minutes}m"),
        _ => Format($"{(int)span.TotalDays}d {span.Hours}h"),
    };

    /// <summary><c>12.345ms</c> below a second, else <c>9s</c>, <c>5m9s</c>, <c>2h5m9s</c>.</summary>
    public static string Duration(TimeSpan span) => span switch
    {
        { TotalMicroseconds: < 1 } => Format($"{span.TotalNanoseconds:0.#########}ns"),
        { TotalMilliseconds: < 1 } => Format($"{span.TotalMicroseconds:0.######}µs"),
        { TotalSeconds: < 1 } => Format($"{span.TotalMilliseconds:0.######}ms"),
        { TotalMinutes: < 1 } => Format($"{(int)span.TotalSeconds}s"),
        { TotalHours: < 1 } => Format($"{(int)span.TotalMinutes}m{span.Seconds}s"),
        _ => Format($"{(int)span.TotalHours}h{span.Minutes}m{span.Seconds}s"),
    };

    /// <summary>RFC 3339 in UTC; an unset moment reads <c>0001-01-01T00:00:00Z</c>.</summary>
    public static string Time(DateTimeOffset? moment) =>
        (moment ?? default).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static string Coarse(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => Format($"{Math.Max(0, (int)span.TotalSeconds)}s"),
        { TotalMinutes: < 59.5 } => Format($"{Rounded(span.TotalMinutes)}m"),
        { TotalHours: < 23.5 } => Format($"{Rounded(span.TotalHours)}h"),
        _ => Format($"{Rounded(span.TotalDays)}d"),
    };

    private static long Rounded(double value) => (long)Math.Round(value, MidpointRounding.AwayFromZero);

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
