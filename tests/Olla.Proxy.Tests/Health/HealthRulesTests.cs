using Olla.Proxy.Endpoints;
using Olla.Proxy.Health;

namespace Olla.Proxy.Tests.Health;

public sealed class HealthRulesTests
{
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(2);
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Theory]
    [InlineData(0, 10, "Offline")]
    [InlineData(200, 10, "Healthy")]
    [InlineData(204, 1000, "Healthy")]
    [InlineData(200, 1001, "Busy")]
    [InlineData(401, 10, "ConfigError")]
    [InlineData(403, 10, "ConfigError")]
    [InlineData(429, 10, "RateLimited")]
    [InlineData(301, 10, "Unhealthy")]
    [InlineData(404, 10, "Unhealthy")]
    [InlineData(500, 1900, "Unhealthy")]
    [InlineData(503, 10, "Unhealthy")]
    public void A_probe_is_classified_by_status_and_latency(int status, int milliseconds, string expected)
    {
        var answer = Answer(status) with { Latency = TimeSpan.FromMilliseconds(milliseconds) };

        Assert.Equal(expected, HealthRules.Classify(answer, CheckTimeout).ToString());
    }

    [Theory]
    [InlineData("Unknown", "Healthy")]
    [InlineData("Unhealthy", "Healthy")]
    [InlineData("RateLimited", "Healthy")]
    [InlineData("Offline", "Warming", "Warming", "Healthy", "Healthy")]
    public void Only_an_endpoint_that_was_offline_warms_up_until_its_third_good_probe(string first, params string[] expected)
    {
        var health = new EndpointHealth { Status = Enum.Parse<EndpointStatus>(first) };
        foreach (var status in expected)
        {
            health = After(health, 200);
            Assert.Equal(status, health.Status.ToString());
        }
    }

    [Fact]
    public void A_bad_probe_while_warming_starts_the_count_again()
    {
        var health = After(After(new EndpointHealth { Status = EndpointStatus.Offline }, 200), 0);

        Assert.Equal(EndpointStatus.Offline, health.Status);
        Assert.Equal(EndpointStatus.Warming, After(After(health, 200), 200).Status);
        Assert.Equal(EndpointStatus.Healthy, After(After(After(health, 200), 200), 200).Status);
    }

    [Theory]
    [InlineData(5, "5,10,30,40,60,60")]
    [InlineData(30, "30,60,60,60,60,60")]
    [InlineData(120, "120,120,120,120,120,120")]
    [InlineData(1, "1,2,12,12,12,12")]
    public void Bad_probes_are_repeated_ever_later_up_to_a_minute(int interval, string expected)
    {
        var health = EndpointHealth.Unknown;
        var waits = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            health = After(health, 0);
            waits.Add(Wait(health, interval, Answer(0)).TotalSeconds);
        }

        Assert.Equal(expected, string.Join(',', waits));
    }

    [Fact]
    public void One_good_probe_ends_the_back_off()
    {
        var health = After(After(After(EndpointHealth.Unknown, 0), 0), 200);

        Assert.Equal(0, health.ConsecutiveFailures);
        Assert.Equal(5, Wait(health, 5, Answer(200)).TotalSeconds);
    }

    [Theory]
    [InlineData(null, 30)]
    [InlineData(90, 90)]
    [InlineData(1, 5)]
    public void A_rate_limited_endpoint_is_left_alone_as_long_as_it_asked_for(int? retryAfter, int expected)
    {
        var answer = Answer(429) with { RetryAfter = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null };

        Assert.Equal(expected, Wait(HealthRules.After(EndpointHealth.Unknown, answer, CheckTimeout, Now), 5, answer).TotalSeconds);
    }

    [Fact]
    public void Requests_that_fail_together_count_as_one_failure()
    {
        var once = HealthRules.AfterUnreachable(new EndpointHealth { Status = EndpointStatus.Healthy }, Now);

        Assert.Equal((EndpointStatus.Offline, 1), (once.Status, once.ConsecutiveFailures));
        Assert.Equal(1, HealthRules.AfterUnreachable(once, Now).ConsecutiveFailures);
    }

    private static ProbeAnswer Answer(int status) => new(status, TimeSpan.FromMilliseconds(10), null, status == 0 ? "connection refused" : null);

    private static EndpointHealth After(EndpointHealth before, int status) => HealthRules.After(before, Answer(status), CheckTimeout, Now);

    private static TimeSpan Wait(EndpointHealth health, int interval, ProbeAnswer answer) =>
        HealthRules.Wait(health, TimeSpan.FromSeconds(interval), answer);
}
