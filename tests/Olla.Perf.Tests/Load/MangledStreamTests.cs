using System.Text;
using Olla.LlmApi.Streaming;
using Olla.Perf.Analysis.Measurement;
using Olla.Perf.Load;
using Olla.Perf.Load.Arrivals;
using Olla.Perf.Load.Http;
using Olla.Perf.Results;
using Olla.Perf.Scenarios;
using Olla.Perf.Tests.Analysis.Measurement;

namespace Olla.Perf.Tests.Load;

/// <summary>Mock backend, mangling tap, load client, analysis: all of it real and over sockets. What the tap does to every stream must be caught in every stream.</summary>
public sealed class MangledStreamTests(MockFixture mock) : IClassFixture<MockFixture>
{
    private const int Streams = 12;
    private const int Tokens = 8;
    private static readonly Metric[] _counters = [Metric.LostEvents, Metric.DuplicatedEvents, Metric.ReorderedEvents, Metric.TruncatedStreams, Metric.CleanEndsThoughBroken];

    public static TheoryData<string, int[], string> Orders => KnownTruthTests.Mangled;

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Dropped_doubled_and_swapped_events_are_counted_in_every_stream(string name, int[] order, string caught)
    {
        var values = await MeasureAsync(async (next, write) =>
        {
            var content = new List<string>();
            while (await next() is { } one)
            {
                if (IsContent(one))
                {
                    content.Add(one);
                    continue;
                }

                if (content.Count > 0)
                {
                    Assert.Equal(Tokens, content.Count);
                    foreach (var number in order)
                    {
                        await write(content[number]);
                    }

                    content.Clear();
                }

                await write(one);
            }

            return true;
        });

        var expected = caught.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(count => count.Split('='))
            .Select(count => $"{count[0]}={Streams * int.Parse(count[1], System.Globalization.CultureInfo.InvariantCulture)}");
        Assert.Equal((name, string.Join(' ', expected)), (name, Counted(values)));
        Assert.Equal(Streams, values[Metric.CompletedRequests.Name]);
    }

    [Theory]
    [InlineData("cut after three events", true, "truncated_streams=12")]
    [InlineData("ended as a whole one after three events", false, "clean_ends_though_broken=12")]
    public async Task Streams_that_broke_are_told_from_whole_ones(string name, bool cut, string caught)
    {
        var values = await MeasureAsync(async (next, write) =>
        {
            for (var sent = 0; sent < 3 && await next() is { } one;)
            {
                await write(one);
                sent += IsContent(one) ? 1 : 0;
            }

            return !cut;
        });

        Assert.Equal((name, caught), (name, Counted(values)));
        Assert.Equal(Streams, values[Metric.FailedRequests.Name]);
    }

    [Fact]
    public async Task Merged_events_show_as_clumps_and_none_of_them_is_lost()
    {
        var values = await MeasureAsync(async (next, write) =>
        {
            var merged = new StringBuilder();
            var count = 0;
            while (await next() is { } one)
            {
                merged.Append(one);
                count += IsContent(one) ? 1 : 0;
                if (!IsContent(one) || count % 4 == 0)
                {
                    await write(merged.ToString());
                    merged.Clear();
                }
            }

            return true;
        });

        // A busy machine may merge more, never less.
        Assert.Equal("", Counted(values));
        Assert.True(values[Metric.EventsPerRead.Name] >= 4, $"{values[Metric.EventsPerRead.Name]} events per read");
        Assert.True(values[Metric.CoalescedShare.Name] >= 100.0 * 6 / 7, $"{values[Metric.CoalescedShare.Name]} % in clumps");
    }

    [Fact]
    public async Task A_held_event_is_a_stall_of_its_stream()
    {
        var observation = new RequestObservation(0, 0, EmissionStamp.Now()) { RequestedTokens = Tokens };
        await using var tap = new ManglingTap(mock.Address, async (next, write) =>
        {
            var (number, previous, written) = (0, 0L, Encoding.UTF8.GetByteCount(Http.StreamBuilder.Head));
            while (await next() is { } one)
            {
                if (EmissionStamp.TryRead(Encoding.UTF8.GetBytes(one), out _, out var emitted))
                {
                    if (++number == 5)
                    {
                        // Held for fifteen times the gap at which it was written, from when the client has all that came before.
                        await Lockstep.UntilReadAsync(observation, written);
                        await Lockstep.UntilAsync(EmissionStamp.Now() + (15 * Math.Max(1_000_000, emitted - previous)));
                    }

                    previous = emitted;
                }

                written += Encoding.UTF8.GetByteCount(Http.StreamBuilder.Chunk(one));
                await write(one);
            }

            return true;
        });
        using var target = HttpTarget.Create("tap", tap.Address);
        await target.Rent().RunAsync(observation, Source(target).Create(0, 0));

        var values = Measure([observation], observation.Scheduled);
        Assert.Equal((Outcome.Completed, ""), (observation.Outcome, Counted(values)));
        Assert.Equal(100, values[Metric.StallShare.Name]);
        Assert.True(values[Metric.StallMaximum.Name] >= 15, $"a stall of {values[Metric.StallMaximum.Name]}");
    }

    private static bool IsContent(string one) => EmissionStamp.TryRead(Encoding.UTF8.GetBytes(one), out _, out _);

    private static string Counted(IReadOnlyDictionary<string, double> values) =>
        string.Join(' ', _counters.Where(counter => values[counter.Name] > 0).Select(counter => $"{counter.Name}={values[counter.Name]}"));

    private static RequestSource Source(HttpTarget target) => new(new WorkloadPlan { OutputTokens = new DistributionPlan("constant", Tokens, 0) }, 1, [target]);

    private async Task<IReadOnlyDictionary<string, double>> MeasureAsync(ManglingTap.Mangling mangle)
    {
        await using var tap = new ManglingTap(mock.Address, mangle);
        using var target = HttpTarget.Create("tap", tap.Address);
        var phase = new LoadPhase { Simulation = LoadSimulation.Inject, Rate = 10 * Streams, Arrival = "constant", During = TimeSpan.FromSeconds(0.1) };
        var schedule = LoadSchedule.Create(new LoadPlan { Warmup = TimeSpan.Zero, Phases = [phase] }, 1);
        var generator = new LoadGenerator(schedule, Source(target), [target], TimeSpan.FromSeconds(30));
        var observations = await generator.RunAsync(null, CancellationToken.None);
        Assert.Equal(Streams, observations.Count);
        return Measure(observations, generator.WindowStart);
    }

    private static IReadOnlyDictionary<string, double> Measure(IReadOnlyList<RequestObservation> observations, long windowStart)
    {
        // So long a window that every answer ends in it, however busy the machine.
        var builder = new TrialLogBuilder { WindowStart = windowStart, WindowLength = 60_000_000_000 };
        foreach (var observation in observations)
        {
            builder.Add(observation);
        }

        return TrialAnalyzer.Measure(builder.Build()).Values;
    }
}
