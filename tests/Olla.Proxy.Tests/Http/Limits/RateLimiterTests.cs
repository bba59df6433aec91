using Microsoft.Extensions.Time.Testing;
using Olla.Configuration;
using Olla.Proxy.Http.Limits;

namespace Olla.Proxy.Tests.Http.Limits;

public sealed class RateLimiterTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_client_may_burst_and_then_gets_an_even_rate()
    {
        using var limiter = Limiter(perIp: 60, burst: 3);

        Assert.Equal([true, true, true, false], Take(limiter, "a", 4));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([true, false], Take(limiter, "a", 2));
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal([true, true, true, false], Take(limiter, "a", 4));
    }

    [Fact]
    public void Clients_do_not_disturb_each_other()
    {
        using var limiter = Limiter(perIp: 60, burst: 1);

        Assert.Equal([true, false], Take(limiter, "a", 2));
        Assert.Equal([true, false], Take(limiter, "b", 2));
    }

    [Theory]
    [InlineData(60, 0, true)]
    [InlineData(0, 60, true)]
    [InlineData(0, 0, false)]
    public void Each_limit_works_without_the_other(int perIp, int global, bool limited)
    {
        using var limiter = Limiter(perIp, global, burst: 2);

        Assert.Equal([true, true, !limited], Take(limiter, "a", 3));
    }

    [Fact]
    public void The_global_limit_is_shared_and_asks_for_a_minute()
    {
        using var limiter = Limiter(perIp: 0, global: 60, burst: 2);

        Assert.True(limiter.Take("a").Allowed);
        Assert.True(limiter.Take("b").Allowed);
        Assert.Equal(new RateVerdict(false, 0, 0, 60), limiter.Take("c"));
    }

    [Theory]
    [InlineData(60, 1, 1, 2)]
    [InlineData(6, 1, 10, 11)]
    [InlineData(30, 0, 0, 2)]
    public void A_refusal_tells_the_seconds_to_the_next_token(int perIp, int burst, int secondsToToken, int retryAfter)
    {
        using var limiter = Limiter(perIp, burst: burst);
        Take(limiter, "a", burst);
        var expected = burst == 0 ? 60 / perIp : secondsToToken + 1;

        Assert.Equal(expected, retryAfter);
        Assert.Equal(retryAfter, limiter.Take("a").RetryAfterSeconds);
    }

    [Fact]
    public void Remaining_counts_down_within_a_minute_and_starts_again()
    {
        using var limiter = Limiter(perIp: 100, burst: 50);

        Assert.Equal([99, 98, 97], Enumerable.Range(0, 3).Select(_ => limiter.Take("a").Remaining));
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(99, limiter.Take("a").Remaining);
    }

    [Fact]
    public void Clients_that_were_silent_for_ten_minutes_are_forgotten()
    {
        using var limiter = Limiter(perIp: 60, burst: 5);
        limiter.Take("a");
        _time.Advance(TimeSpan.FromMinutes(8));
        limiter.Take("b");
        _time.Advance(TimeSpan.FromMinutes(7));

        Assert.Equal(1, limiter.KnownClients);
    }

    [Fact]
    public async Task Many_threads_together_get_exactly_the_burst()
    {
        using var limiter = Limiter(perIp: 60, burst: 500);
        var allowed = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                if (limiter.Take("a").Allowed)
                {
                    Interlocked.Increment(ref allowed);
                }
            }
        })));

        Assert.Equal(500, allowed);
    }

    private RateLimiter Limiter(int perIp = 0, int global = 0, int burst = 1) =>
        new(new RateLimitOptions { PerIpRequestsPerMinute = perIp, GlobalRequestsPerMinute = global, BurstSize = burst }, _time);

    private static List<bool> Take(RateLimiter limiter, string client, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => limiter.Take(client).Allowed)];
}
