using Microsoft.Extensions.Time.Testing;
using Olla.Proxy.Engines.Timing;

namespace Olla.Proxy.Tests.Engines.Timing;

public sealed class CoarseClockTests
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private sealed class Recorder : AttemptGuard
    {
        public int Interrupts { get; private set; }

        protected override void Interrupt() => Interrupts++;
    }

    [Fact]
    public void A_watch_expires_after_its_limit_never_before_and_only_once()
    {
        var time = new FakeTimeProvider();
        using var clock = new CoarseClock(time, Period);
        var watch = new Recorder();
        clock.Add(watch);
        time.Advance(TimeSpan.FromMilliseconds(99));
        watch.Touch(clock.Now, clock.Limit(TimeSpan.FromSeconds(1)));

        time.Advance(TimeSpan.FromMilliseconds(1000));
        Assert.Equal(0, watch.Interrupts);

        time.Advance(TimeSpan.FromMilliseconds(300));
        Assert.Equal((1, Interruption.TimedOut), (watch.Interrupts, watch.Interruption));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, watch.Interrupts);
    }

    [Fact]
    public void Touching_moves_the_deadline_but_never_past_the_horizon()
    {
        var time = new FakeTimeProvider();
        using var clock = new CoarseClock(time, Period);
        var watch = new Recorder { Horizon = clock.Now + clock.Limit(TimeSpan.FromSeconds(5)) };
        clock.Add(watch);
        for (var i = 0; i < 49; i++)
        {
            watch.Touch(clock.Now, clock.Limit(TimeSpan.FromSeconds(1)));
            time.Advance(Period);
        }

        Assert.Equal(0, watch.Interrupts);
        watch.Touch(clock.Now, clock.Limit(TimeSpan.FromSeconds(1)));
        time.Advance(TimeSpan.FromMilliseconds(400));
        Assert.Equal(1, watch.Interrupts);
    }

    [Fact]
    public void An_attempt_that_finished_is_interrupted_by_nothing()
    {
        var watch = new Recorder();
        Assert.True(watch.TryFinish());

        watch.ClientGone();

        Assert.Equal((0, Interruption.None), (watch.Interrupts, watch.Interruption));
    }

    [Fact]
    public void An_attempt_that_was_interrupted_cannot_finish()
    {
        var watch = new Recorder();
        watch.ClientGone();

        Assert.False(watch.TryFinish());
        Assert.Equal(Interruption.ClientGone, watch.Interruption);
    }

    [Fact]
    public void A_clock_that_rested_tells_the_right_time_again()
    {
        var time = new FakeTimeProvider();
        using var clock = new CoarseClock(time, Period);
        time.Advance(TimeSpan.FromHours(1));

        var watch = new Recorder();
        clock.Add(watch);
        watch.Touch(clock.Now, clock.Limit(TimeSpan.FromSeconds(1)));
        time.Advance(TimeSpan.FromMilliseconds(900));

        Assert.Equal(0, watch.Interrupts);
    }
}
