using System.Globalization;
using Olla.Perf.Load.Arrivals;
using Olla.Perf.Scenarios;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Load.Arrivals;

/// <summary>What <see cref="ArrivalProcessTests"/> prove of the gaps, of whole schedules: about 100 000 arrivals in nanoseconds, of every simulation that draws.</summary>
public sealed class ScheduleStatisticsTests : IDisposable
{
    private const double Second = 1e9;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Inject_makes_a_Poisson_process_of_its_rate()
    {
        var offsets = Offsets(new LoadPhase { Simulation = LoadSimulation.Inject, Rate = 1000, During = TimeSpan.FromSeconds(100) });

        Assert.InRange(offsets.Length, 100_000 - 1300, 100_000 + 1300);
        var gaps = new DrawnSample([.. offsets.Zip(offsets.Skip(1), (one, next) => (next - one) / Second * 1000)]);
        gaps.AssertFollows(gap => 1 - Math.Exp(-gap));
        gaps.AssertUncorrelated();

        // A thousand windows of 0.1 s: the index of dispersion has a standard error of √(2/1000).
        Assert.InRange(Counts(offsets, 0.1, 1000).Dispersion, 1 - 0.18, 1 + 0.18);
    }

    [Fact]
    public void Ramping_inject_places_Poisson_arrivals_as_its_rising_rate_says()
    {
        var offsets = Offsets(new LoadPhase { Simulation = LoadSimulation.RampingInject, Rate = 2000, During = TimeSpan.FromSeconds(100) });

        // Given their number, the arrivals of a Poisson process lie independently with the rate as their density: here t², from 0 to 1.
        new DrawnSample([.. offsets.Select(offset => offset / (100 * Second))]).AssertFollows(time => time * time);
    }

    [Fact]
    public void Inject_random_draws_rates_that_are_uniform_and_have_no_memory()
    {
        var offsets = Offsets(new LoadPhase { Simulation = LoadSimulation.InjectRandom, MinRate = 50, Rate = 150, During = TimeSpan.FromSeconds(1000) });

        // Poisson counts of a rate that is drawn anew each second: their variance is the mean rate and the rates' own variance, (101² − 1) / 12.
        var counts = Counts(offsets, 1, 1000);
        Assert.InRange(counts.Mean, 100 - 4, 100 + 4);
        Assert.InRange(counts.Dispersion, 9.5 - 1.2, 9.5 + 1.2);
        counts.AssertUncorrelated();
    }

    [Fact]
    public void A_replayed_trace_of_a_hundred_thousand_arrivals_keeps_every_gap()
    {
        var process = new GammaArrivals(2, new RandomStream(5, RandomPurpose.Arrivals));
        var microseconds = new List<long> { 0 };
        while (microseconds.Count < DrawnSample.Draws)
        {
            microseconds.Add(microseconds[^1] + (long)(1000 * process.NextGap()));
        }

        var file = _folder.Write("trace.csv", "timestamp\n" + string.Join('\n', microseconds.Select(time => time.ToString(CultureInfo.InvariantCulture))));
        var phase = new LoadPhase { Simulation = LoadSimulation.Replay, Trace = TraceFile.Read(file, null, 1e3, 1), During = TimeSpan.FromHours(1) };

        Assert.Equal(microseconds.Select(time => 1000.0 * time), Offsets(phase));
    }

    [Fact]
    public void The_same_seed_gives_the_same_schedule_on_any_machine()
    {
        // Recorded once: every simulation that draws, one after another.
        var during = TimeSpan.FromSeconds(20);
        var offsets = Offsets(
            new LoadPhase { Simulation = LoadSimulation.Inject, Rate = 100, During = during },
            new LoadPhase { Simulation = LoadSimulation.Inject, Rate = 100, Arrival = "gamma", ArrivalVariation = 2, During = during },
            new LoadPhase { Simulation = LoadSimulation.RampingInject, Rate = 200, During = during },
            new LoadPhase { Simulation = LoadSimulation.InjectRandom, MinRate = 50, Rate = 70, During = during });

        Assert.Equal([1486491, 2349547, 22871994, 41247322], offsets.Take(4));
        Assert.Equal(6927086643846658910, offsets.Aggregate(17L, (hash, offset) => (hash * 31) + (long)offset));
    }

    private static double[] Offsets(params LoadPhase[] phases) =>
        [.. LoadSchedule.Create(new LoadPlan { Warmup = TimeSpan.Zero, Phases = phases }, 42).Arrivals.Select(arrival => (double)arrival.Offset)];

    private static DrawnSample Counts(double[] offsets, double seconds, int windows)
    {
        var counts = new double[windows];
        foreach (var offset in offsets)
        {
            counts[Math.Min(windows - 1, (int)(offset / (seconds * Second)))]++;
        }

        return new DrawnSample(counts);
    }
}
