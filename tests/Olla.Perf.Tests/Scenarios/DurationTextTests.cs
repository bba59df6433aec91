using Olla.Perf.Scenarios;

namespace Olla.Perf.Tests.Scenarios;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("2s", 2)]
    [InlineData("1m30s", 90)]
    [InlineData("1.5h", 5400)]
    [InlineData("250µs", 0.00025)]
    [InlineData("0", 0)]
    public void Durations_of_the_proxy_s_own_format_are_read(string text, double seconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds, 6);
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("1d")]
    [InlineData("-1s")]
    [InlineData("1h 30m")]
    [InlineData("2S")]
    [InlineData("s")]
    public void Anything_else_is_refused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData("1m30s")]
    [InlineData("250ms")]
    [InlineData("2.5s")]
    [InlineData("2h")]
    public void A_formatted_duration_reads_back(string text)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(text, DurationText.Format(duration));
    }
}
