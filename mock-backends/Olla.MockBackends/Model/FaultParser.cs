using System.Globalization;

namespace Olla.MockBackends.Model;

/// <summary>Reads <c>die(after=5,rate=0.1)</c>, <c>stall(after=3,for=2s)</c>, <c>status(code=429,retryAfter=2,from=10s,to=20s)</c>.</summary>
internal static class FaultParser
{
    private static readonly string[] Kinds = ["reset", "die", "stall", "status", "slowHeaders", "refuse", "freeze"];

    private static readonly string[] Arguments = ["after", "for", "code", "retryAfter", "rate", "every", "from", "to"];

    /// <summary>The name that <see cref="Parse"/> knows a kind by.</summary>
    public static string Name(FaultKind kind) => Kinds[(int)kind];

    /// <summary>Reads one fault.</summary>
    /// <exception cref="FormatException">The message says what is wrong and what is allowed.</exception>
    public static Fault Parse(string text)
    {
        var trimmed = text.Trim();
        var open = trimmed.IndexOf('(', StringComparison.Ordinal);
        if (open >= 0 && trimmed[^1] != ')')
        {
            throw new FormatException($"'{text}' lacks its closing parenthesis");
        }

        var name = open < 0 ? trimmed : trimmed[..open].Trim();
        var kind = Array.FindIndex(Kinds, candidate => candidate.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (kind < 0)
        {
            throw new FormatException($"'{name}' is no fault; allowed: {string.Join(", ", Kinds)}{Nearest.Hint(name, Kinds)}");
        }

        var fault = new Fault { Kind = (FaultKind)kind };
        var arguments = open < 0 ? "" : trimmed[(open + 1)..^1];
        foreach (var argument in arguments.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                throw new FormatException($"'{argument}' in '{text}' lacks a value; write key=value");
            }

            fault = Set(fault, argument[..equals].Trim(), argument[(equals + 1)..].Trim(), text);
        }

        return fault switch
        {
            { Kind: FaultKind.SlowHeaders, For: 0 } => throw new FormatException($"'{text}' lacks for=…, such as slowHeaders(for=2s)"),
            { Kind: FaultKind.Refuse } when fault != new Fault { Kind = FaultKind.Refuse, From = fault.From, To = fault.To } =>
                throw new FormatException($"'{text}' is not understood: a backend refuses all connects or none; allowed: from, to"),
            { Kind: FaultKind.Freeze } when fault != new Fault { Kind = FaultKind.Freeze, From = fault.From, To = fault.To } =>
                throw new FormatException($"'{text}' is not understood: a backend stands still as a whole; allowed: from, to"),
            { Kind: FaultKind.Freeze } when fault.To <= fault.From => throw new FormatException($"'{text}' lacks from=… and to=…, such as freeze(from=10s,to=12s)"),
            _ => fault,
        };
    }

    private static Fault Set(Fault fault, string key, string value, string text)
    {
        var known = Arguments.FirstOrDefault(argument => argument.Equals(key, StringComparison.OrdinalIgnoreCase));
        return known switch
        {
            "after" => fault with { After = Count(value, text) },
            "for" => fault with { For = DistributionParser.ParseTime(value) },
            "code" => fault with { Code = Count(value, text) is >= 400 and <= 599 and var code ? code : throw new FormatException($"code={value} in '{text}' is no error; allowed: 400 to 599") },
            "retryAfter" => fault with { RetryAfter = Count(value.TrimEnd('s'), text) },
            "rate" => fault with { Rate = Rate(value, text) },
            "every" => fault with { Every = Count(value, text) },
            "from" => fault with { From = DistributionParser.ParseTime(value) },
            "to" => fault with { To = DistributionParser.ParseTime(value) },
            _ => throw new FormatException($"'{key}' in '{text}' is unknown; allowed: {string.Join(", ", Arguments)}{Nearest.Hint(key, Arguments)}"),
        };
    }

    private static int Count(string value, string text) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw new FormatException($"'{value}' in '{text}' is not understood; allowed: a whole number");

    private static double Rate(string value, string text)
    {
        var isPercent = value.EndsWith('%');
        return double.TryParse(value.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var rate)
            && (isPercent ? rate / 100 : rate) is >= 0 and <= 1 and var share
            ? share
            : throw new FormatException($"rate={value} in '{text}' is not understood; allowed: 0 to 1, or a percentage such as 5%");
    }
}
