using System.Globalization;
using CsCheck;
using Olla.Configuration.Values;

namespace Olla.Configuration.Tests.Values;

public sealed class IntegerTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-7", -7)]
    [InlineData("+7", 7)]
    [InlineData("010", 8)]
    [InlineData("-010", -8)]
    [InlineData("09", 9)]
    [InlineData("0o17", 15)]
    [InlineData("0b101", 5)]
    [InlineData("0xfF", 255)]
    [InlineData("1_000_000", 1_000_000)]
    [InlineData("1e3", 1000)]
    [InlineData("7.0", 7)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void A_whole_number_is_read(string text, long expected)
    {
        Assert.Equal(IntegerReading.Whole, IntegerText.Read(text, out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("7.5", "Fraction")]
    [InlineData(".5", "Fraction")]
    [InlineData("9223372036854775808", "TooLarge")]
    [InlineData("99999999999999999999999999999999999999999999", "TooLarge")]
    [InlineData("1e300", "TooLarge")]
    [InlineData("", "NotANumber")]
    [InlineData("-", "NotANumber")]
    [InlineData("0x", "NotANumber")]
    [InlineData("0xg", "NotANumber")]
    [InlineData("0b2", "NotANumber")]
    [InlineData("abc", "NotANumber")]
    [InlineData("12a", "NotANumber")]
    [InlineData("_1", "NotANumber")]
    [InlineData(".inf", "NotANumber")]
    [InlineData("1 2", "NotANumber")]
    public void What_is_no_whole_number_is_told_apart(string text, string expected) => Assert.Equal(expected, IntegerText.Read(text, out _).ToString());

    [Fact]
    public void Every_number_reads_back_from_its_digits() =>
        Gen.Long[-long.MaxValue, long.MaxValue].Sample(static number =>
            IntegerText.Read(number.ToString(CultureInfo.InvariantCulture), out var read) == IntegerReading.Whole && read == number);

    [Fact]
    public void Any_text_is_read_or_refused_without_failing() => Gen.String.Sample(static text => IntegerText.Read(text, out _) >= 0);
}
