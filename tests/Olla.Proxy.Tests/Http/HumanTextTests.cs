using Olla.Proxy.Http;

namespace Olla.Proxy.Tests.Http;

public sealed class HumanTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 4, 5, 6, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1536, "1.50 KB")]
    [InlineData(7_548_359_925, "7.03 GB")]
    [InlineData(long.MaxValue, "8192.00 PB")]
    public void Bytes_have_two_decimals_and_units_of_1024(long bytes, string text) => Assert.Equal(text, HumanText.Bytes(bytes));

    [Theory]
    [InlineData(0, "0%")]
    [InlineData(100, "100%")]
    [InlineData(97.44, "97.4%")]
    [InlineData(99.99, "100.0%")]
    public void Percent_has_one_decimal_but_at_the_ends(double percent, string text) => Assert.Equal(text, HumanText.Percent(percent));

    [Theory]
    [InlineData(0, "0ms")]
    [InlineData(999, "999ms")]
    [InlineData(31_640, "31.6s")]
    [InlineData(3_600_000, "3600.0s")]
    public void Latency_never_uses_minutes(long milliseconds, string text) => Assert.Equal(text, HumanText.Latency(milliseconds));

    [Theory]
    [InlineData(4.9, "4s ago")]
    [InlineData(59.9, "59s ago")]
    [InlineData(170, "3m ago")]
    [InlineData(3600 * 5, "5h ago")]
    [InlineData(86400 * 3, "3d ago")]
    public void Ago_is_coarse(double seconds, string text) => Assert.Equal(text, HumanText.Ago(Now.AddSeconds(-seconds), Now));

    [Fact]
    public void Moments_that_are_unset_or_past_have_words()
    {
        Assert.Equal("never", HumanText.Ago(null, Now));
        Assert.Equal("unknown", HumanText.Until(null, Now));
        Assert.Equal("now", HumanText.Until(Now, Now));
        Assert.Equal("in 5s", HumanText.Until(Now.AddSeconds(5.5), Now));
        Assert.Equal("0001-01-01T00:00:00Z", HumanText.Time(null));
        Assert.Equal("2026-03-02T04:05:06.25Z", HumanText.Time(Now.AddMilliseconds(250)));
    }

    [Theory]
    [InlineData(45, "45s", "45s")]
    [InlineData(309, "5m", "5m9s")]
    [InlineData(7509, "2h 5m", "2h5m9s")]
    [InlineData(273_600, "3d 4h", "76h0m0s")]
    [InlineData(0.012345, "0s", "12.345ms")]
    public void Uptime_is_coarse_and_a_duration_is_exact(double seconds, string uptime, string duration)
    {
        var span = TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));

        Assert.Equal((uptime, duration), (HumanText.Uptime(span), HumanText.Duration(span)));
    }
}
