using System.Globalization;

namespace Olla.Perf.Scenarios;

/// <summary>Distributions as text: <c>20ms</c>, <c>constant(20ms)</c>, <c>lognormal(mean=20ms, cv=0.5)</c>, <c>gamma(mean=64, cv=1)</c>.</summary>
internal static class DistributionText
{
    public static readonly IReadOnlyList<string> Kinds = ["constant", "lognormal", "gamma", "pareto"];

    /// <summary>What an error message says is allowed.</summary>
    public static string Allowed(bool isTime) =>
        isTime ? "20ms, lognormal(mean=20ms, cv=0.5) or gamma(mean=20ms, cv=1)" : "64, lognormal(mean=64, cv=0.5) or gamma(mean=64, cv=1)";

    /// <summary>Reads one distribution; times come out in ms.</summary>
    public static bool TryParse(string text, bool isTime, out DistributionPlan distribution)
    {
        distribution = new DistributionPlan("constant", 0, 0);
        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
        {
            return TryReadAmount(text, isTime, out var constant) && TryBuild("constant", constant, 0, out distribution);
        }

        if (!text.EndsWith(')'))
        {
            return false;
        }

        var kind = text[..open].Trim();
        double? mean = null;
        var cv = 0.0;
        foreach (var argument in text[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? "mean" : argument[..equals].Trim();
            var value = argument[(equals + 1)..].Trim();
            if (name == "mean" && mean is null && TryReadAmount(value, isTime, out var amount))
            {
                mean = amount;
            }
            else if (name != "cv" || !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out cv))
            {
                return false;
            }
        }

        return mean is { } known && TryBuild(kind, known, cv, out distribution);
    }

    private static bool TryBuild(string kind, double mean, double cv, out DistributionPlan distribution)
    {
        distribution = new DistributionPlan(kind, mean, cv);
        var isConstant = kind == "constant";
        return Kinds.Contains(kind) && mean >= 0 && (isConstant ? cv == 0 : cv > 0 && mean > 0) && double.IsFinite(mean) && double.IsFinite(cv);
    }

    private static bool TryReadAmount(string text, bool isTime, out double amount)
    {
        if (!isTime)
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out amount);
        }

        var read = DurationText.TryParse(text, out var duration);
        amount = duration.TotalMilliseconds;
        return read;
    }
}
