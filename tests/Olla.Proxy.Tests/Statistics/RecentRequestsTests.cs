using Olla.Proxy.Statistics;

namespace Olla.Proxy.Tests.Statistics;

public sealed class RecentRequestsTests
{
    [Fact]
    public void The_newest_come_first_and_failures_outlast_the_requests_around_them()
    {
        var recent = new RecentRequests();
        recent.Add(new RecentRequest { Status = 502, Path = "/failed" });
        for (var i = 0; i < 200; i++)
        {
            recent.Add(new RecentRequest { Status = 200, Path = $"/{i}" });
        }

        var (all, failures) = recent.Snapshot();
        Assert.Equal(60, all.Count);
        Assert.Equal("/199", all[0].Path);
        Assert.Equal("/140", all[^1].Path);
        Assert.Equal("/failed", Assert.Single(failures).Path);
        Assert.True(all[0].Number > all[1].Number);
    }

    [Theory]
    [InlineData(200, null, false)]
    [InlineData(404, null, false)]
    [InlineData(200, "broke off", true)]
    [InlineData(503, null, true)]
    public void A_failure_is_a_server_error_or_a_broken_answer(int status, string? error, bool isFailure) =>
        Assert.Equal(isFailure, new RecentRequest { Status = status, Error = error }.IsFailure);
}
