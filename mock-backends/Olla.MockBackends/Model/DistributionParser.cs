using System.Globalization;

namespace Olla.MockBackends.Model;

/// <summary>Reads <c>20ms</c>, <c>lognormal(mean=20ms,cv=0.5)</c>, <c>gamma(mean=64,cv=1)</c>.</summary>
internal static class DistributionParser
{
    private static readonly string[] Kinds = ["constant", "lognormal", "gamma", "pareto"];

    private static readonly (string Suffix, double Nanoseconds)[] Units = [("ns", 1), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9), ("min", 60e9), ("h", 3600e9)];

    /// <summary>Reads a quantity.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="isTime">True if it is a time, whose unit is ms if none is written; false if it is a number.</param>
    /// <exception cref="FormatException">The message says what is wrong and what is allowed.</exception>
    public static Distribution Parse(string text, bool isTime)
    {
        var trimmed = text.Trim();
        var open = trimmed.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
        {
            return Distribution.Constant(ParseValue(trimmed, isTime, text));
        }

        if (trimmed[^1] != ')')
        {
            throw new FormatException($"'{text}' lacks its closing parenthesis");
        }

        var name = trimmed[..open].Trim();
        var kind = Array.FindIndex(Kinds, candidate => candidate.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (kind < 0)
        {
            throw new FormatException($"'{name}' is no distribution; allowed: {string.Join(", ", Kinds)}{Nearest.Hint(name, Kinds)}");
        }

        return Build((DistributionKind)kind, trimmed[(open + 1)..^1], isTime, text);
    }

    /// <summary>Reads a time: <c>20ms</c>, <c>1.5s</c>, <c>200us</c>; a bare number is in milliseconds.</summary>
    /// <returns>Nanoseconds.</returns>
    /// <exception cref="FormatException">The message says what is wrong and what is allowed.</exception>
    public static double ParseTime(string text) => ParseValue(text.Trim(), true, text);

    private static Distribution Build(DistributionKind kind, string arguments, bool isTime, string text)
    {
        double? mean = null;
        double? variation = null;
        foreach (var argument in arguments.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? "mean" : argument[..equals].Trim();
            var value = argument[(equals + 1)..].Trim();
            switch (key)
            {
                case "mean": mean = ParseValue(value, isTime, text); break;
                case "cv": variation = ParseValue(value, false, text); break;
                default: throw new FormatException($"'{key}' in '{text}' is unknown; allowed: mean, cv{Nearest.Hint(key, ["mean", "cv"])}");
            }
        }

        if (mean is null)
        {
            throw new FormatException($"'{text}' lacks mean=…");
        }

        if (kind != DistributionKind.Constant && variation is null)
        {
            throw new FormatException($"'{text}' lacks cv=… (standard deviation divided by mean)");
        }

        return kind == DistributionKind.Constant ? Distribution.Constant(mean.Value) : new Distribution(kind, mean.Value, variation!.Value);
    }

    private static double ParseValue(string value, bool isTime, string whole)
    {
        var factor = 1.0;
        var number = value;
        if (isTime)
        {
            factor = 1e6;
            foreach (var (suffix, nanoseconds) in Units)
            {
                if (value.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
                {
                    factor = nanoseconds;
                    number = value[..^suffix.Length].Trim();
                    break;
                }
            }
        }

        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var result) || !double.IsFinite(result) || result < 0)
        {
            var allowed = isTime
                ? "a time such as 20ms, 1.5s or 200us, or lognormal(mean=20ms,cv=0.5), gamma(mean=20ms,cv=1)"
                : "a number such as 64, or lognormal(mean=64,cv=0.5), gamma(mean=64,cv=1)";
            throw new FormatException($"'{whole}' is not understood; allowed: {allowed}");
        }

        return result * factor;
    }
}
