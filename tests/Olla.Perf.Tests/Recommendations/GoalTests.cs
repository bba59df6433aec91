using Olla.Perf.Recommendations;
using Olla.Perf.Results;

namespace Olla.Perf.Tests.Recommendations;

public sealed class GoalTests
{
    private static readonly Goal LowLatency = Goal.Find("low-latency");

    /// <summary>Nobody feels a tenth of a millisecond in 5, whatever share of the transit it is; where tokens come at once, or in clumps, transit is all there is.</summary>
    [Theory]
    [InlineData(5, 200, 400, 0.3, 5.4 / 5.2)]
    [InlineData(5, 200, 100_000, 0.3, 105 / 5.2)]
    [InlineData(0, 200, 400, 0.3, 2)]
    public void A_token_that_comes_later_counts_by_how_much_longer_it_is_waited_for(double interTokenMs, double transitUs, double longerUs, double share, double ratio) =>
        Assert.Equal(
            share * Math.Log(ratio),
            LowLatency.Score(Trial(interTokenMs, longerUs), Available)!.Value - LowLatency.Score(Trial(interTokenMs, transitUs), Available)!.Value,
            9);

    [Fact]
    public void The_shares_of_every_goal_make_one() =>
        Assert.All(Goal.All, goal => Assert.Equal(1, goal.Weights.Sum(weight => weight.Share), 9));

    private static IReadOnlySet<string> Available => LowLatency.Weights.Select(weight => weight.Metric.Name).ToHashSet();

    private static TrialMeasurement Trial(double interTokenMs, double transitUs) => new()
    {
        Window = TimeSpan.FromSeconds(1),
        Values = new Dictionary<string, double>
        {
            [Metric.TtftP50.Name] = 50,
            [Metric.TtftP90.Name] = 60,
            [Metric.TransitP50.Name] = transitUs,
            [Metric.ItlP50.Name] = interTokenMs,
        },
    };
}
