using Olla.Perf.Analysis.Statistics;

namespace Olla.Perf.Tests.Analysis.Statistics;

public sealed class PairedRatioTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(20)]
    public void The_95_percent_interval_covers_the_truth_as_often_as_it_says(int blocks)
    {
        var random = new Random(11 + blocks);
        var covered = Enumerable.Range(0, 400).Count(run =>
            PairedRatio.Estimate([.. Enumerable.Range(0, blocks).Select(_ => -0.2 + (0.05 * Gaussian(random)))], seed: run).LogInterval.Contains(-0.2));

        // 92 % of 400 is what the bootstrap of a median of ten is known to lack at most; sampling error is 1 %.
        Assert.InRange(covered, 400 * 0.92, 400);
    }

    [Fact]
    public void One_block_proves_nothing()
    {
        var ratio = PairedRatio.Estimate([-1.0]);

        Assert.Equal(Interval.Everything, ratio.LogInterval);
        Assert.Equal(1, ratio.PValue);
    }

    [Fact]
    public void The_same_blocks_always_give_the_same_interval()
    {
        double[] blocks = [0.1, 0.12, 0.09, 0.2, 0.11, 0.08, 0.13, 0.1, 0.07, 0.12, 0.14];

        Assert.Equal(PairedRatio.Estimate(blocks), PairedRatio.Estimate(blocks));
    }

    private static double Gaussian(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
