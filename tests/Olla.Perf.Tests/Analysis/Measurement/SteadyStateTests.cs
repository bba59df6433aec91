using Olla.Perf.Analysis.Measurement;
using Olla.Perf.Load.Arrivals;

namespace Olla.Perf.Tests.Analysis.Measurement;

public class SteadyStateTests
{
    [Theory]
    [InlineData(0.0, 0.1, false)]
    [InlineData(0.0, 0.5, false)]
    [InlineData(0.1, 0.02, false)]
    [InlineData(1.0, 0.1, true)]
    [InlineData(-0.8, 0.1, true)]
    [InlineData(5.0, 0.3, true)]
    public void A_trend_counts_if_it_is_both_certain_and_large(double drift, double noise, bool found)
    {
        var random = new RandomStream(5, RandomPurpose.Arrivals);
        var slices = Enumerable.Range(0, 40).Select(index => 20 * (1 + (drift * index / 39) + (noise * random.NextNormal()))).ToList();
        Assert.Equal(found, SteadyState.FindTrend(slices) is not null);
    }

    [Fact]
    public void Steady_windows_are_hardly_ever_taken_for_drifting_ones()
    {
        var random = new RandomStream(6, RandomPurpose.Arrivals);
        var alarms = Enumerable.Range(0, 2000).Count(_ =>
            SteadyState.FindTrend([.. Enumerable.Range(0, 20).Select(_ => 20 + (8 * random.NextNormal()))]) is not null);
        Assert.InRange(alarms, 0, 10);
    }

    [Fact]
    public void The_size_of_a_trend_is_found() =>
        Assert.Equal(0.5, SteadyState.FindTrend([.. Enumerable.Range(0, 41).Select(index => 60.0 + index)])!.Value, 9);

    [Fact]
    public void Too_few_slices_say_nothing() => Assert.Null(SteadyState.FindTrend([1, 2, 3, 4, 5, 6, 7]));
}
