using Olla.Perf.Sweeps.Knees;

namespace Olla.Perf.Tests.Sweeps.Knees;

public sealed class KneeSearchTests
{
    [Theory]
    [InlineData(50, 730)]
    [InlineData(50, 50)]
    [InlineData(400, 30)]
    public async Task The_highest_rate_that_meets_the_limits_is_found_within_the_precision(double start, double truth)
    {
        var knee = await new KneeSearch(0.05, 100_000).FindAsync(start, rate => Task.FromResult(rate <= truth ? RateVerdict.Met : RateVerdict.Missed));

        Assert.InRange(knee.Met, truth / 1.05, truth);
        Assert.InRange(knee.Missed, truth, truth * 1.05);
        Assert.InRange(knee.Trials, 5, 30);
    }

    [Fact]
    public async Task One_bad_moment_is_no_knee()
    {
        var probes = 0;

        var knee = await new KneeSearch(0.05, 1000).FindAsync(100, _ => Task.FromResult(++probes == 2 ? RateVerdict.Missed : RateVerdict.Met));

        Assert.Equal((800, double.PositiveInfinity), (knee.Met, knee.Missed));
    }

    [Fact]
    public async Task Where_the_instrument_ends_the_search_ends_and_says_so()
    {
        var knee = await new KneeSearch(0.05, 100_000).FindAsync(100, rate => Task.FromResult(rate > 300 ? RateVerdict.Unmeasurable : RateVerdict.Met));

        Assert.Equal((200, true), (knee.Met, knee.BeyondInstrument));
    }

    [Fact]
    public async Task A_proxy_that_meets_the_limits_at_no_rate_has_no_knee()
    {
        var knee = await new KneeSearch(0.05, 100_000).FindAsync(100, _ => Task.FromResult(RateVerdict.Missed));

        Assert.Equal(0, knee.Met);
    }
}
