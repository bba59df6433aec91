using Olla.Proxy.Http.Dashboard;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Tests.Http.Dashboard;

public sealed class LatencySpreadTests
{
    [Fact]
    public void A_percentile_lies_in_the_bucket_that_holds_it()
    {
        var histograms = new RequestHistograms();
        for (var i = 1; i <= 100; i++)
        {
            histograms.RequestEnded(new RequestRecord { Endpoint = "a", Model = "m", Status = 200, Duration = TimeSpan.FromMilliseconds(i <= 90 ? 80 : 400) });
        }

        var spread = LatencySpread.Of(histograms.Duration);
        Assert.Equal(100, spread.Total);
        Assert.InRange(spread.Percentile(50)!.Value, 50, 100);
        Assert.InRange(spread.Percentile(90)!.Value, 50, 100);
        Assert.InRange(spread.Percentile(95)!.Value, 250, 500);
        Assert.Null(LatencySpread.Of(histograms.TimeToFirstByte).Percentile(50));
    }

    [Fact]
    public void What_came_after_is_told_apart_from_what_was_before()
    {
        var histograms = new RequestHistograms();
        histograms.RequestEnded(new RequestRecord { Status = 200, Duration = TimeSpan.FromSeconds(50) });
        var before = LatencySpread.Of(histograms.Duration);
        histograms.RequestEnded(new RequestRecord { Status = 500, Duration = TimeSpan.FromMilliseconds(7) });

        var since = LatencySpread.Of(histograms.Duration).Since(before);
        Assert.Equal(1, since.Total);
        Assert.InRange(since.Percentile(99)!.Value, 5, 10);
    }

    [Fact]
    public void Beyond_the_last_bound_it_is_that_bound()
    {
        var histograms = new RequestHistograms();
        histograms.RequestEnded(new RequestRecord { Status = 200, Duration = TimeSpan.FromHours(2) });
        Assert.Equal(600_000, LatencySpread.Of(histograms.Duration).Percentile(50));
    }
}
