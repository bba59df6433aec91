using Olla.Perf.Recommendations;

namespace Olla.Perf.Tests.Recommendations;

public sealed class ConfigurationEditTests
{
    public static TheoryData<string, string, string, string, string> Edits => new()
    {
        { "a value in place, its comment kept", "proxy:\n  engine: sherpa  # plain\n  profile: auto\n", "proxy.engine", "olla", "proxy:\n  engine: olla  # plain\n  profile: auto\n" },
        { "a quoted value", "proxy:\n  engine: \"sherpa\" # plain\n", "proxy.engine", "olla", "proxy:\n  engine: olla # plain\n" },
        { "a missing value goes behind the section's last plain one", "# mine\nproxy:\n  engine: olla\n  retry:\n    enabled: true\n\nlogging:\n  level: warn\n", "proxy.profile", "streaming", "# mine\nproxy:\n  engine: olla\n  profile: streaming\n  retry:\n    enabled: true\n\nlogging:\n  level: warn\n" },
        { "a section without plain values", "proxy:\n  # tries\n  retry:\n    enabled: true\n", "proxy.profile", "streaming", "proxy:\n  # tries\n  profile: streaming\n  retry:\n    enabled: true\n" },
        { "a missing section comes last", "proxy:\n  engine: olla\n", "logging.level", "warn", "proxy:\n  engine: olla\n\nlogging:\n  level: warn\n" },
        { "a missing section within one that is there", "proxy:\n    engine: olla\n", "proxy.sticky_sessions.enabled", "true", "proxy:\n    engine: olla\n    sticky_sessions:\n      enabled: true\n" },
        { "an empty section", "proxy:\nlogging:\n  level: warn\n", "proxy.engine", "sherpa", "proxy:\n  engine: sherpa\nlogging:\n  level: warn\n" },
        { "a section in braces", "proxy: {engine: olla}  # short\n", "proxy.profile", "streaming", "proxy: {engine: olla, profile: streaming}  # short\n" },
        { "an empty value", "proxy:\n  profile:\n  engine: olla\n", "proxy.profile", "streaming", "proxy:\n  profile: streaming\n  engine: olla\n" },
        { "line breaks of Windows", "proxy:\r\n  engine: olla # c\r\n", "proxy.profile", "streaming", "proxy:\r\n  engine: olla # c\r\n  profile: streaming\r\n" },
        { "a file without a last line break", "proxy:\n  engine: olla", "logging.level", "warn", "proxy:\n  engine: olla\n\nlogging:\n  level: warn\n" },
        { "an empty file", "", "proxy.engine", "sherpa", "proxy:\n  engine: sherpa\n" },
        { "a file of comments", "# nothing yet\n", "proxy.engine", "sherpa", "# nothing yet\n\nproxy:\n  engine: sherpa\n" },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void One_value_changes_and_every_other_character_stays(string what, string before, string key, string value, string after) =>
        Assert.True(ConfigurationEdit.Apply(before, [new(key, value)]) == after, $"{what}:\n{ConfigurationEdit.Apply(before, [new(key, value)])}");

    [Fact]
    public void Several_changes_land_in_the_shipped_configuration_without_touching_another_line()
    {
        var before = File.ReadAllText(Path.Combine(Repository.Root, "config", "config.yaml"));

        var after = ConfigurationEdit.Apply(before, new Dictionary<string, string> { ["proxy.engine"] = "sherpa", ["proxy.stream_buffer_size"] = "2048", ["logging.level"] = "error" });

        var old = before.Split('\n');
        var kept = after.Split('\n').Where(line => !line.Contains("engine: sherpa", StringComparison.Ordinal) && !line.Contains("stream_buffer_size: 2048", StringComparison.Ordinal) && !line.Contains("level: error", StringComparison.Ordinal));
        Assert.Equal(old.Where(line => !line.Contains("  engine: olla", StringComparison.Ordinal) && !line.TrimStart().StartsWith("level:", StringComparison.Ordinal)), kept);
    }

    [Theory]
    [InlineData("proxy.stream_buffer_size", "64KB", "65536")]
    [InlineData("proxy.engine", "'olla'", "olla")]
    [InlineData("proxy.connection_timeout", "1m", "60s")]
    public void Texts_that_mean_the_same_value_are_the_same(string key, string first, string second) => Assert.True(SettingText.Mean(key, first, second));

    [Fact]
    public void Different_values_are_not() => Assert.False(SettingText.Mean("proxy.stream_buffer_size", "2KB", "65536"));
}
