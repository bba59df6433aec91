using Olla.Perf.Analysis.Statistics;

namespace Olla.Perf.Tests.Analysis.Statistics;

public sealed class BinomialShareTests
{
    /// <summary>For no hit, the upper end is 1 − (α/2)^(1/n); the others are R's binom.test.</summary>
    [Theory]
    [InlineData(0, 200, 0, 0.018275)]
    [InlineData(1, 200, 0.000127, 0.027539)]
    [InlineData(5, 10, 0.187086, 0.812914)]
    [InlineData(10, 10, 0.691503, 1)]
    public void The_interval_is_that_of_Clopper_and_Pearson(int hits, int tries, double low, double high)
    {
        var interval = BinomialShare.Find(hits, tries, 0.95);

        Assert.Equal(low, interval.Low, 5);
        Assert.Equal(high, interval.High, 5);
    }

    [Fact]
    public void Nothing_tried_says_nothing() => Assert.Equal(new Interval(0, 1), BinomialShare.Find(0, 0, 0.95));
}
