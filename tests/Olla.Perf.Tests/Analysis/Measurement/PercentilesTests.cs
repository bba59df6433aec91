using Olla.Perf.Analysis.Measurement;

namespace Olla.Perf.Tests.Analysis.Measurement;

public class PercentilesTests
{
    [Theory]
    [InlineData(0.5, 11)]
    [InlineData(0.9, 64)]
    [InlineData(0.99, 662)]
    [InlineData(0.999, 6636)]
    public void A_percentile_needs_the_samples_that_the_definition_asks_for(double quantile, int needed)
    {
        Assert.Equal(needed, Percentiles.Needed(quantile));
        Assert.True(double.IsNaN(new Percentiles(Enumerable.Range(0, needed - 1).Select(value => (double)value)).Backed(quantile)));
        Assert.True(double.IsFinite(new Percentiles(Enumerable.Range(0, needed).Select(value => (double)value)).Backed(quantile)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 500)]
    [InlineData(0.99, 990)]
    [InlineData(1, 1000)]
    public void Quantiles_are_exact(double quantile, double expected) =>
        Assert.Equal(expected, new Percentiles(Enumerable.Range(0, 1001).Reverse().Select(value => (double)value)).Quantile(quantile), 9);

    [Fact]
    public void A_curve_ends_at_the_maximum_and_rises()
    {
        var curve = new Percentiles(Enumerable.Range(0, 1000).Select(value => (double)(value * value))).Curve();
        Assert.Equal(999 * 999, curve[^1].Value);
        Assert.All(curve.Zip(curve.Skip(1)), pair => Assert.True(pair.Second.Value >= pair.First.Value && pair.Second.Quantile > pair.First.Quantile));
        Assert.DoesNotContain(curve, point => point.Quantile is > 0.995 and < 1);
    }
}
