using CsCheck;
using Olla.Configuration.Values;

namespace Olla.Configuration.Tests.Values;

public sealed class SizeTextTests
{
    [Theory]
    [InlineData("50MB", 52_428_800)]
    [InlineData("50 mb", 52_428_800)]
    [InlineData("1.5GiB", 1_610_612_736)]
    [InlineData("1k", 1024)]
    [InlineData("1Kib", 1024)]
    [InlineData("1T", 1_099_511_627_776)]
    [InlineData("2PB", 2_251_799_813_685_248)]
    [InlineData("7b", 7)]
    [InlineData("1.9b", 1)]
    [InlineData("1000", 1000)]
    [InlineData("0", 0)]
    public void A_size_is_read(string text, long bytes)
    {
        Assert.True(SizeText.TryParse(text, out var value));
        Assert.Equal(bytes, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("100XB")]
    [InlineData("MB100")]
    [InlineData("-5MB")]
    [InlineData("5  MB")]
    [InlineData("5.5")]
    [InlineData("5 ")]
    [InlineData("1.2.3MB")]
    [InlineData("5MBs")]
    [InlineData("9000PB")]
    [InlineData("9999999999999999999999999999999MB")]
    public void What_is_no_size_is_refused(string text) => Assert.False(SizeText.TryParse(text, out _));

    [Fact]
    public void Every_size_reads_back_from_its_own_text() =>
        Gen.OneOf(Gen.Long[0, long.MaxValue], Gen.Long[0, 1000].Select(Gen.Int[0, 5], static (number, power) => number << (10 * power)))
            .Sample(static bytes => SizeText.TryParse(SizeText.Format(bytes), out var read) && read == bytes);

    [Fact]
    public void Any_text_is_read_or_refused_without_failing() => Gen.String.Sample(static text => SizeText.TryParse(text, out _) || true);
}
