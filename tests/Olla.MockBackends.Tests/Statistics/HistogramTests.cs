using CsCheck;
using Olla.MockBackends.Statistics;

namespace Olla.MockBackends.Tests.Statistics;

public sealed class HistogramTests
{
    [Fact]
    public void A_quantile_is_within_one_percent_of_the_sorted_values()
    {
        Gen.Select(Gen.Long[0, 10_000_000_000].Array[1, 200], Gen.Double[0, 1]).Sample((values, quantile) =>
        {
            var histogram = new Histogram();
            foreach (var value in values)
            {
                histogram.Record(value);
            }

            Array.Sort(values);
            var exact = values[Math.Max(1, (int)Math.Ceiling(quantile * values.Length)) - 1];
            Assert.InRange(histogram.Quantile(quantile), (exact * 0.99) - 1, (exact * 1.01) + 1);
            Assert.Equal(values[^1], histogram.Maximum);
        });
    }

    [Fact]
    public void An_empty_histogram_says_zero()
    {
        var histogram = new Histogram();
        histogram.Record(5);
        histogram.Reset();
        Assert.Equal((0, 0), (histogram.Quantile(0.5), histogram.Maximum));
    }
}
