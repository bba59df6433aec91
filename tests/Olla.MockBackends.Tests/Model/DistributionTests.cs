using Olla.MockBackends.Model;

namespace Olla.MockBackends.Tests.Model;

public sealed class DistributionTests
{
    private const int Draws = 200_000;

    [Theory]
    [InlineData("20ms", 20e6, 0)]
    [InlineData("lognormal(mean=20ms,cv=0.5)", 20e6, 0.5)]
    [InlineData("lognormal(mean=1s,cv=1.5)", 1e9, 1.5)]
    [InlineData("gamma(mean=20ms,cv=1)", 20e6, 1)]
    [InlineData("gamma(mean=20ms,cv=0.25)", 20e6, 0.25)]
    [InlineData("gamma(mean=200us,cv=2)", 200e3, 2)]
    public void Draws_have_the_mean_and_the_variation_asked_for(string text, double mean, double variation)
    {
        var distribution = DistributionParser.Parse(text, true);
        var values = new double[Draws];
        for (var i = 0; i < Draws; i++)
        {
            var random = new SeededGenerator(42, (ulong)i);
            values[i] = distribution.Draw(ref random);
        }

        var average = values.Average();
        var deviation = Math.Sqrt(values.Average(value => (value - average) * (value - average)));
        Assert.All(values, value => Assert.True(value >= 0));
        Assert.InRange(average / mean, 0.98, 1.02);
        Assert.InRange(deviation / average, variation * 0.95, (variation * 1.05) + 1e-9);
    }

    [Theory]
    [InlineData("20ms", 20e6)]
    [InlineData("1.5s", 1.5e9)]
    [InlineData("200us", 200e3)]
    [InlineData("200µs", 200e3)]
    [InlineData("7ns", 7)]
    [InlineData("7", 7e6)]
    [InlineData(" 0 ", 0)]
    public void A_time_has_a_unit_or_is_in_milliseconds(string text, double nanoseconds) =>
        Assert.Equal(nanoseconds, DistributionParser.Parse(text, true).Mean);

    [Theory]
    [InlineData("", "'' is not understood")]
    [InlineData("-5ms", "'-5ms' is not understood")]
    [InlineData("NaN", "'NaN' is not understood")]
    [InlineData("20m", "'20m' is not understood")]
    [InlineData("lognromal(mean=1ms,cv=1)", "did you mean 'lognormal'?")]
    [InlineData("gamma(mean=1ms", "lacks its closing parenthesis")]
    [InlineData("gamma(mean=1ms)", "lacks cv=")]
    [InlineData("gamma(cv=1)", "lacks mean=")]
    [InlineData("gamma(maen=1ms,cv=1)", "did you mean 'mean'?")]
    public void What_is_wrong_is_named(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => DistributionParser.Parse(text, true)).Message, StringComparison.Ordinal);
}
