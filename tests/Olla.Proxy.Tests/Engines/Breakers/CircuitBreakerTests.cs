using CsCheck;
using Olla.Proxy.Engines.Breakers;

namespace Olla.Proxy.Tests.Engines.Breakers;

public sealed class CircuitBreakerTests
{
    private const int Threshold = 3;
    private const long OpenTime = 30;
    private const long ProbeTime = 10;

    [Fact]
    public void It_opens_at_the_threshold_and_not_before()
    {
        var breaker = Opened(failures: Threshold - 1);
        Assert.Equal(CircuitState.Closed, breaker.State);

        breaker.Failed(CircuitBreaker.Ordinary, 0);

        Assert.Equal(CircuitState.Open, breaker.State);
        Assert.False(breaker.TryEnter(OpenTime, out _));
    }

    [Fact]
    public void A_success_between_failures_starts_the_count_anew()
    {
        var breaker = Opened(failures: Threshold - 1);
        breaker.Succeeded(CircuitBreaker.Ordinary);

        breaker.Failed(CircuitBreaker.Ordinary, 0);

        Assert.Equal((CircuitState.Closed, 1), (breaker.State, breaker.Failures));
    }

    [Fact]
    public void After_its_time_exactly_one_probe_passes_and_its_success_closes_it()
    {
        var breaker = Opened();
        Assert.True(breaker.TryEnter(OpenTime + 1, out var probe));
        Assert.False(breaker.TryEnter(OpenTime + 1, out _));

        breaker.Succeeded(probe);

        Assert.Equal((CircuitState.Closed, 0), (breaker.State, breaker.Failures));
    }

    [Fact]
    public void A_failed_probe_keeps_it_open_for_its_whole_time_again()
    {
        var breaker = Opened();
        _ = breaker.TryEnter(OpenTime + 1, out var probe);
        breaker.Failed(probe, OpenTime + 5);

        Assert.False(breaker.WouldEnter(OpenTime + 5 + OpenTime));
        Assert.True(breaker.WouldEnter(OpenTime + 6 + OpenTime));
    }

    [Fact]
    public void A_probe_that_never_reports_is_replaced_and_its_late_report_ignored()
    {
        var breaker = Opened();
        _ = breaker.TryEnter(OpenTime + 1, out var lost);
        Assert.True(breaker.TryEnter(OpenTime + 2 + ProbeTime, out var second));

        breaker.Succeeded(lost);
        Assert.Equal(CircuitState.HalfOpen, breaker.State);

        breaker.Succeeded(second);
        Assert.Equal(CircuitState.Closed, breaker.State);
    }

    [Fact]
    public void An_abandoned_probe_makes_room_for_another()
    {
        var breaker = Opened();
        _ = breaker.TryEnter(OpenTime + 1, out var probe);

        breaker.Abandoned(probe);

        Assert.True(breaker.TryEnter(OpenTime + 2, out _));
    }

    [Fact]
    public void Late_reports_of_ordinary_requests_do_not_close_it()
    {
        var breaker = Opened();

        breaker.Succeeded(CircuitBreaker.Ordinary);

        Assert.Equal(CircuitState.Open, breaker.State);
    }

    [Fact]
    public void Whatever_happens_it_lets_somebody_in_again_after_all_its_times() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 20]).Array[0, 60].Sample(steps =>
        {
            var breaker = new CircuitBreaker(Threshold, OpenTime, ProbeTime);
            var now = 0L;
            var tickets = new List<long>();
            foreach (var (step, wait) in steps)
            {
                now += wait;
                if (step == 0 && breaker.TryEnter(now, out var ticket))
                {
                    tickets.Add(ticket);
                }
                else if (tickets.Count > 0)
                {
                    var reported = tickets[wait % tickets.Count];
                    if (step == 1)
                    {
                        breaker.Succeeded(reported);
                    }
                    else if (step == 2)
                    {
                        breaker.Failed(reported, now);
                    }
                    else
                    {
                        breaker.Abandoned(reported);
                    }
                }
            }

            return breaker.WouldEnter(now + OpenTime + ProbeTime + 1);
        });

    private static CircuitBreaker Opened(int failures = Threshold)
    {
        var breaker = new CircuitBreaker(Threshold, OpenTime, ProbeTime);
        for (var i = 0; i < failures; i++)
        {
            Assert.True(breaker.TryEnter(0, out var ticket));
            breaker.Failed(ticket, 0);
        }

        return breaker;
    }
}
