using Olla.Perf.Analysis.Statistics;

namespace Olla.Perf.Tests.Analysis.Statistics;

public sealed class WilcoxonSignedRankTests
{
    /// <summary>Probabilities counted by hand from the sign patterns: 2 · (patterns at least as extreme) / 2^n.</summary>
    [Theory]
    [InlineData(new[] { 1.0, 2, 3, 4, 5 }, 2.0 / 32)]
    [InlineData(new[] { -1.0, 2, 3, 4, 5 }, 4.0 / 32)]
    [InlineData(new[] { 1.0, -2, 3, 4, 5 }, 6.0 / 32)]
    [InlineData(new[] { 1.0, 2, -3, 4, 5 }, 10.0 / 32)]
    [InlineData(new[] { -1.0, 1 }, 1)]
    [InlineData(new[] { 0.0, 0 }, 1)]
    [InlineData(new[] { 2.0, 2, 2 }, 2.0 / 8)]
    public void Small_samples_are_counted_exactly(double[] differences, double probability) =>
        Assert.Equal(probability, WilcoxonSignedRank.Test(differences), 12);

    [Fact]
    public void The_normal_approximation_joins_the_exact_count_smoothly()
    {
        // 50 values are counted, 51 are approximated; the one more lies in the middle and hardly matters.
        var differences = Enumerable.Range(1, 50).Select(rank => rank % 3 == 0 ? -(double)rank : rank).ToArray();

        var exact = WilcoxonSignedRank.Test(differences);
        var approximate = WilcoxonSignedRank.Test([.. differences, 0.5]);

        Assert.InRange(approximate, exact * 0.7, exact * 1.3);
    }

    [Fact]
    public void Under_no_difference_p_values_below_a_level_come_no_more_often_than_the_level()
    {
        var random = new Random(4);
        var rejected = Enumerable.Range(0, 2000).Count(_ => WilcoxonSignedRank.Test(Enumerable.Range(0, 12).Select(_ => random.NextDouble() - 0.5)) < 0.05);

        Assert.InRange(rejected, 50, 120);
    }
}
