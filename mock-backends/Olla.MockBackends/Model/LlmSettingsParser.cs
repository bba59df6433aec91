using System.Globalization;
using Olla.LlmApi;

namespace Olla.MockBackends.Model;

/// <summary>Reads the keys of an <c>llm</c> section, whoever wrote them: a mapping file, the admin API, the command line.</summary>
internal static class LlmSettingsParser
{
    /// <summary>Every key, in the order of the documentation.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        ["dialect", "timeToFirstToken", "interTokenTime", "tokens", "slots", "queue", "seed", "promptTokenTime", "batchSlowdown", "cacheTokens", "loadTime", "loadedModels", "requestsPerMinute", "unknownModel", "preset", "faults"];

    /// <summary>Lays one key over <paramref name="settings"/>. Faults add up.</summary>
    /// <exception cref="FormatException">The message says what is wrong and what is allowed.</exception>
    public static LlmSettings Set(LlmSettings settings, string key, string value) => Canonical(key) switch
    {
        "dialect" => settings with { Dialect = ParseDialect(value) },
        "timeToFirstToken" => settings with { TimeToFirstToken = DistributionParser.Parse(value, true) },
        "interTokenTime" => settings with { InterTokenTime = DistributionParser.Parse(value, true) },
        "tokens" => settings with { Tokens = DistributionParser.Parse(value, false) },
        "slots" => settings with { Slots = ParseCount(value) },
        "queue" => settings with { Queue = ParseCount(value) },
        "seed" => settings with { Seed = ParseSeed(value) },
        "promptTokenTime" => settings with { PromptTokenTime = DistributionParser.ParseTime(value) },
        "batchSlowdown" => settings with { BatchSlowdown = ParseShare(value) },
        "cacheTokens" => settings with { CacheTokens = ParseCount(value) },
        "loadTime" => settings with { LoadTime = DistributionParser.ParseTime(value) },
        "loadedModels" => settings with { LoadedModels = ParseCount(value) },
        "requestsPerMinute" => settings with { RequestsPerMinute = ParseCount(value) },
        "unknownModel" => settings with { UnknownModel = UnknownModel.Find(value)?.Name ?? UnknownModel.Answered },
        "preset" => settings with { Preset = Presets.Find(value).Name },
        "faults" => settings with { Faults = [.. settings.Faults ?? [], FaultParser.Parse(value)] },
        _ => throw new FormatException($"'{key}' is unknown; allowed: {string.Join(", ", Keys)}{Nearest.Hint(key, Keys)}"),
    };

    /// <summary>Reads the one-line form of <see cref="LlmSettings.ToText"/>.</summary>
    /// <exception cref="FormatException">The message says what is wrong and what is allowed.</exception>
    public static LlmSettings Parse(string text)
    {
        var settings = new LlmSettings();
        if (text.Trim() == "defaults")
        {
            return settings;
        }

        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                throw new FormatException($"'{part}' lacks a value; write key=value");
            }

            settings = Set(settings, part[..equals].Trim(), part[(equals + 1)..].Trim());
        }

        return settings;
    }

    private static string? Canonical(string key) => Keys.FirstOrDefault(known => known.Equals(key, StringComparison.OrdinalIgnoreCase));

    private static Dialect ParseDialect(string value) =>
        Dialects.TryParse(value, out var dialect)
            ? dialect
            : throw new FormatException($"'{value}' is no dialect; allowed: {string.Join(", ", Dialects.Names)}{Nearest.Hint(value, Dialects.Names)}");

    private static int ParseCount(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw new FormatException($"'{value}' is not understood; allowed: a whole number, 0 for unlimited");

    private static double ParseShare(string value)
    {
        var isPercent = value.EndsWith('%');
        return double.TryParse(value.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 10_000
            ? isPercent ? share / 100 : share
            : throw new FormatException($"'{value}' is not understood; allowed: a share such as 0.03 or 3%");
    }

    private static ulong ParseSeed(string value) =>
        ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : throw new FormatException($"'{value}' is not understood; allowed: a whole number from 0");
}
