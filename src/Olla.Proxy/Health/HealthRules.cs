using Olla.Proxy.Endpoints;

namespace Olla.Proxy.Health;

/// <summary>What a probe says of an endpoint and when to ask again; pure, so that its tables can be tested as tables.</summary>
internal static class HealthRules
{
    /// <summary>Longest wait between probes of an endpoint that is down.</summary>
    public static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(60);

    /// <summary>Bad probes in a row after which an endpoint is left alone for <see cref="CircuitOpen"/>.</summary>
    public const int CircuitThreshold = 3;

    /// <summary>How long no probe is sent once the circuit is open; never longer than the longest back-off of the endpoint's interval.</summary>
    public static readonly TimeSpan CircuitOpen = TimeSpan.FromSeconds(30);

    /// <summary>How long an endpoint that answers 429 without a usable <c>Retry-After</c> is left alone.</summary>
    public static readonly TimeSpan DefaultRateLimitPause = TimeSpan.FromSeconds(30);

    /// <summary>Good probes in a row after <c>offline</c> before an endpoint counts as healthy.</summary>
    public const int WarmingProbes = 3;

    /// <summary>Share by which an interval is stretched or shortened at random, so that a fleet is not probed in step.</summary>
    public const double Jitter = 0.1;

    /// <summary>The status a probe stands for, before warming up is looked at.</summary>
    public static EndpointStatus Classify(in ProbeAnswer answer, TimeSpan checkTimeout) => answer.StatusCode switch
    {
        0 => EndpointStatus.Offline,
        401 or 403 => EndpointStatus.ConfigError,
        429 => EndpointStatus.RateLimited,
        >= 200 and < 300 => answer.Latency > checkTimeout / 2 ? EndpointStatus.Busy : EndpointStatus.Healthy,
        _ => EndpointStatus.Unhealthy,
    };

    /// <summary>The report after <paramref name="answer"/>; its next check is not set yet.</summary>
    public static EndpointHealth After(EndpointHealth before, in ProbeAnswer answer, TimeSpan checkTimeout, DateTimeOffset now)
    {
        var status = Classify(answer, checkTimeout);
        if (!status.IsRoutable())
        {
            return before with
            {
                Status = status,
                CheckedAt = now,
                ProbeLatency = answer.StatusCode == 0 ? before.ProbeLatency : answer.Latency,
                ConsecutiveFailures = before.ConsecutiveFailures + 1,
                GoodSinceOffline = 0,
                Problem = answer.Problem ?? $"answered {answer.StatusCode}",
            };
        }

        var cold = before.Status is EndpointStatus.Offline or EndpointStatus.Warming;
        var good = cold ? before.GoodSinceOffline + 1 : WarmingProbes;
        return new EndpointHealth
        {
            Status = good < WarmingProbes ? EndpointStatus.Warming : status,
            CheckedAt = now,
            ProbeLatency = answer.Latency,
            GoodSinceOffline = good,
        };
    }

    /// <summary>The report after a request found the endpoint unreachable.</summary>
    public static EndpointHealth AfterUnreachable(EndpointHealth before, DateTimeOffset now) => before with
    {
        Status = EndpointStatus.Offline,
        CheckedAt = now,
        // Requests that fail together are one piece of news, not many.
        ConsecutiveFailures = before.Status == EndpointStatus.Offline ? before.ConsecutiveFailures : before.ConsecutiveFailures + 1,
        GoodSinceOffline = 0,
        Problem = "unreachable for a request",
    };

    /// <summary>
    /// Wait until the next probe, without jitter: the interval, after bad probes times 1, 2, 4, 8, 12, at most 60 s; the third bad probe
    /// in a row also opens the circuit.
    /// </summary>
    public static TimeSpan Wait(EndpointHealth health, TimeSpan interval, in ProbeAnswer answer)
    {
        if (health.Status == EndpointStatus.RateLimited)
        {
            var pause = answer.RetryAfter ?? DefaultRateLimitPause;
            return Longer(pause, interval);
        }

        var factor = health.ConsecutiveFailures switch
        {
            <= 1 => 1,
            2 => 2,
            3 => 4,
            4 => 8,
            _ => 12,
        };
        var wait = interval * factor;
        if (health.ConsecutiveFailures >= CircuitThreshold && health.Status is (EndpointStatus.Offline or EndpointStatus.Unhealthy))
        {
            wait = Longer(wait, Shorter(CircuitOpen, interval * 12));
        }

        return Shorter(wait, Longer(interval, LongestBackoff));
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
