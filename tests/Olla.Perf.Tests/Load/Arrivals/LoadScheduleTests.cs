using Olla.Perf.Load.Arrivals;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Tests.Load.Arrivals;

public class LoadScheduleTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Inject_spreads_its_rate_evenly_over_the_phase()
    {
        var arrivals = Create(new LoadPhase { Simulation = LoadSimulation.Inject, Rate = 50, Arrival = "constant", During = Seconds(30) }).Arrivals;
        Assert.Equal(1500, arrivals.Count);
        Assert.Equal(0, arrivals[0].Offset);
        Assert.All(arrivals.Zip(arrivals.Skip(1)), pair => Assert.InRange(pair.Second.Offset - pair.First.Offset, 19_999_998, 20_000_002));
    }

    [Fact]
    public void The_interval_scales_the_rate()
    {
        var phase = new LoadPhase { Simulation = LoadSimulation.Inject, Rate = 50, Interval = Seconds(5), Arrival = "constant", During = Seconds(30) };
        Assert.Equal(300, Create(phase).Arrivals.Count);
    }

    [Fact]
    public void A_ramp_starts_where_the_phase_before_it_ended()
    {
        var arrivals = Create(
            new LoadPhase { Simulation = LoadSimulation.RampingInject, Rate = 50, Arrival = "constant", During = Seconds(30) },
            new LoadPhase { Simulation = LoadSimulation.RampingInject, Rate = 20, Arrival = "constant", During = Seconds(30) }).Arrivals;
        Assert.Equal((750, 1050), (arrivals.Count(arrival => arrival.Phase == 0), arrivals.Count(arrival => arrival.Phase == 1)));

        // From 0 to 50 in 30 s: half of the way up, a quarter of the arrivals have come.
        Assert.InRange(arrivals.Count(arrival => arrival.Offset < 15 * Second), 187, 189);
    }

    [Fact]
    public void Inject_random_draws_a_rate_for_each_interval_within_its_bounds()
    {
        var arrivals = Create(
            new LoadPhase { Simulation = LoadSimulation.InjectRandom, MinRate = 50, Rate = 70, Arrival = "constant", During = Seconds(200) }).Arrivals;
        var counts = arrivals.GroupBy(arrival => arrival.Offset / Second).Select(group => group.Count()).ToList();
        Assert.All(counts, count => Assert.InRange(count, 49, 71));
        Assert.True(counts.Distinct().Count() > 10, "the rate hardly changes");
        Assert.InRange(counts.Average(), 58, 62);
    }

    [Fact]
    public void Keep_constant_starts_all_clients_at_once_and_stops_them_at_the_end()
    {
        var schedule = Create(new LoadPhase { Simulation = LoadSimulation.KeepConstant, Copies = 20, During = Seconds(10) });
        Assert.Equal(20, schedule.ClientStarts.Count);
        Assert.All(schedule.ClientStarts, start => Assert.Equal(0, start.Offset));
        Assert.True(schedule.IsClientActive(19, 10 * Second - 1));
        Assert.False(schedule.IsClientActive(20, 5 * Second));
        Assert.False(schedule.IsClientActive(0, 10 * Second));
    }

    [Fact]
    public void Ramping_constant_adds_and_removes_clients_evenly()
    {
        var schedule = Create(
            new LoadPhase { Simulation = LoadSimulation.RampingConstant, Copies = 50, During = Seconds(30) },
            new LoadPhase { Simulation = LoadSimulation.RampingConstant, Copies = 20, During = Seconds(30) });
        Assert.Equal(50, schedule.ClientStarts.Count);
        Assert.Equal(25, Active(schedule, 15 * Second), 1.0);
        Assert.Equal(35, Active(schedule, 45 * Second), 1.0);
        Assert.Equal(20, Active(schedule, (60 * Second) - 1), 1.0);
        Assert.All(schedule.ClientStarts, start => Assert.True(schedule.IsClientActive(start.Client, start.Offset), $"client {start.Client} starts before its time"));
    }

    [Fact]
    public void A_pause_sends_nothing_and_the_next_ramp_begins_at_zero()
    {
        var arrivals = Create(
            new LoadPhase { Simulation = LoadSimulation.Inject, Rate = 100, Arrival = "constant", During = Seconds(10) },
            new LoadPhase { Simulation = LoadSimulation.Pause, During = Seconds(10) },
            new LoadPhase { Simulation = LoadSimulation.RampingInject, Rate = 100, Arrival = "constant", During = Seconds(10) }).Arrivals;
        Assert.DoesNotContain(arrivals, arrival => arrival.Offset is >= 10 * Second and < 20 * Second);
        Assert.Equal(500, arrivals.Count(arrival => arrival.Offset >= 20 * Second));
    }

    [Fact]
    public void The_windows_arrivals_do_not_depend_on_the_length_of_the_warmup()
    {
        var phase = new LoadPhase { Simulation = LoadSimulation.Inject, Rate = 100, During = Seconds(5) };
        var shorter = LoadSchedule.Create(new LoadPlan { Warmup = Seconds(1), Phases = [phase] }, 9);
        var longer = LoadSchedule.Create(new LoadPlan { Warmup = Seconds(3), Phases = [phase] }, 9);
        Assert.Equal(
            shorter.Arrivals.Where(arrival => arrival.Phase >= 0).Select(arrival => arrival.Offset - Second),
            longer.Arrivals.Where(arrival => arrival.Phase >= 0).Select(arrival => arrival.Offset - (3 * Second)));
        Assert.InRange(longer.Arrivals.Count(arrival => arrival.Phase < 0), 240, 360);
    }

    [Fact]
    public void Poisson_arrivals_on_a_ramp_keep_their_expected_number_and_order()
    {
        var arrivals = Create(new LoadPhase { Simulation = LoadSimulation.RampingInject, Rate = 2000, During = Seconds(100) }).Arrivals;
        Assert.InRange(arrivals.Count, 100_000 - 1300, 100_000 + 1300);
        Assert.All(arrivals.Zip(arrivals.Skip(1)), pair => Assert.True(pair.Second.Offset >= pair.First.Offset));
    }

    private static int Active(LoadSchedule schedule, long offset) =>
        Enumerable.Range(0, schedule.MaximumClients).Count(client => schedule.IsClientActive(client, offset));

    private static LoadSchedule Create(params LoadPhase[] phases) => LoadSchedule.Create(new LoadPlan { Warmup = TimeSpan.Zero, Phases = phases }, 42);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
