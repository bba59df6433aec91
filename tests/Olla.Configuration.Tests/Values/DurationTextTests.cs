using CsCheck;
using Olla.Configuration.Values;

namespace Olla.Configuration.Tests.Values;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("30s", 300_000_000)]
    [InlineData("1h30m", 54_000_000_000)]
    [InlineData("500ms", 5_000_000)]
    [InlineData("1.5s", 15_000_000)]
    [InlineData(".5s", 5_000_000)]
    [InlineData("1.s", 10_000_000)]
    [InlineData("0s", 0)]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("-1.5h", -54_000_000_000)]
    [InlineData("+2m", 1_200_000_000)]
    [InlineData("1us", 10)]
    [InlineData("1\u00b5s", 10)]
    [InlineData("1\u03bcs", 10)]
    [InlineData("1ns", 1)]
    [InlineData("250ns", 2)]
    [InlineData("1m1m", 1_200_000_000)]
    [InlineData("2562047h", 92_233_692_000_000_000)]
    public void A_duration_is_read(string text, long ticks)
    {
        Assert.True(DurationText.TryParse(text, out var value));
        Assert.Equal(ticks, value.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData(".s")]
    [InlineData("1h 30m")]
    [InlineData(" 1s")]
    [InlineData("1d")]
    [InlineData("1S")]
    [InlineData("1s2")]
    [InlineData("1e3s")]
    [InlineData("--1s")]
    [InlineData("9999999h")]
    [InlineData("99999999999999999999999999999999999999999999h")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Fact]
    public void Every_duration_reads_back_from_its_own_text() =>
        Gen.OneOf(Gen.Long[-92_233_720_368_547_758, 92_233_720_368_547_758], Gen.Long[-100_000_000, 100_000_000]).Sample(static ticks =>
        {
            var value = TimeSpan.FromTicks(ticks);
            return DurationText.TryParse(DurationText.Format(value), out var read) && read == value;
        });

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(300_000_000, "30s")]
    [InlineData(54_000_000_000, "1h30m")]
    [InlineData(15_000_000, "1.5s")]
    [InlineData(5_000_000, "500ms")]
    [InlineData(15, "1.5us")]
    [InlineData(1, "100ns")]
    [InlineData(-600_000_000, "-1m")]
    public void A_duration_is_written_short(long ticks, string text) => Assert.Equal(text, DurationText.Format(TimeSpan.FromTicks(ticks)));

    [Fact]
    public void Any_text_is_read_or_refused_without_failing() => Gen.String.Sample(static text => DurationText.TryParse(text, out _) || true);
}
