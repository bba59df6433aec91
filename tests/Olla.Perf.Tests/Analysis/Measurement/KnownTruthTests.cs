using Olla.Perf.Analysis.Measurement;
using Olla.Perf.Load.Http;
using Olla.Perf.Results;
using Olla.Perf.Results.Log;
using Olla.Perf.Scenarios;
using static Olla.Perf.Tests.Analysis.Measurement.TrialLogBuilder;
using static Olla.Perf.Tests.Load.Http.StreamBuilder;

namespace Olla.Perf.Tests.Analysis.Measurement;

/// <summary>Streams whose schedule is known to the nanosecond must come out as constructed.</summary>
public class KnownTruthTests
{
    [Fact]
    public void Times_of_an_even_stream_come_out_exactly()
    {
        var builder = new TrialLogBuilder();
        for (var index = 0; index < 100; index++)
        {
            builder.AddStream(index * 50 * Millisecond, tokens: 11, ttft: 30 * Millisecond, gap: 10 * Millisecond, transit: 150_000, sentLate: 2 * Millisecond);
        }

        var values = TrialAnalyzer.Measure(builder.Build()).Values;
        Assert.Equal(30, values[Metric.TtftP50.Name], 9);
        Assert.Equal(30, values[Metric.TtftP90.Name], 9);
        Assert.Equal(28, values[Metric.TtftUncorrectedP50.Name], 9);
        Assert.Equal(28, values[Metric.TtfbP50.Name], 9);
        Assert.Equal(29, values[Metric.TtfeP50.Name], 9);
        Assert.Equal(10, values[Metric.ItlP50.Name], 9);
        Assert.Equal(10, values[Metric.TpotP50.Name], 9);
        Assert.Equal(130, values[Metric.E2eP50.Name], 9);
        Assert.Equal(150, values[Metric.TransitP50.Name], 9);
        Assert.Equal(150, values[Metric.TransitP99.Name], 9);
        Assert.Equal(2, values[Metric.LatenessP50.Name], 9);
        Assert.Equal(1, values[Metric.EventsPerRead.Name], 9);
        Assert.Equal((0, 0, 0), (values[Metric.CoalescedShare.Name], values[Metric.StallShare.Name], values[Metric.IntegrityErrors.Name]));
        Assert.Equal((100, 10, 110), (values[Metric.CompletedRequests.Name], values[Metric.RequestsPerSecond.Name], values[Metric.EventsPerSecond.Name]));
        Assert.DoesNotContain(Metric.TtftP99.Name, values.Keys);
    }

    [Fact]
    public void Ttft_is_paired_by_arrival()
    {
        var builder = new TrialLogBuilder();
        builder.AddStream(0, 2, 20 * Millisecond, Millisecond, 0);
        builder.Add(10 * Millisecond, 2, [(15 * Millisecond, null)]);
        builder.AddStream(20 * Millisecond, 2, 40 * Millisecond, Millisecond, 0);
        Assert.Equal([20, double.NaN, 40], TrialAnalyzer.Measure(builder.Build()).TtftByArrival);
    }

    public static TheoryData<string, int[], string> Mangled => new()
    {
        // name, order of the events' numbers, which metric counts it
        { "untouched", [0, 1, 2, 3, 4, 5, 6, 7], "" },
        { "one dropped in the middle", [0, 1, 2, 4, 5, 6, 7], "lost_events=1" },
        { "the first dropped", [1, 2, 3, 4, 5, 6, 7], "lost_events=1" },
        { "the last two dropped, ended cleanly", [0, 1, 2, 3, 4, 5], "lost_events=2 clean_ends_though_broken=1" },
        { "all dropped, ended cleanly", [], "lost_events=8 clean_ends_though_broken=1" },
        { "one twice", [0, 1, 2, 2, 3, 4, 5, 6, 7], "duplicated_events=1" },
        { "one came again later", [0, 1, 2, 3, 4, 1, 5, 6, 7], "duplicated_events=1" },
        { "two neighbours swapped", [0, 1, 3, 2, 4, 5, 6, 7], "reordered_events=1" },
        { "one came three late", [0, 1, 3, 4, 5, 2, 6, 7], "reordered_events=1" },
        { "dropped, doubled and swapped", [0, 2, 3, 3, 5, 4, 6, 7], "lost_events=1 duplicated_events=1 reordered_events=1" },
    };

    [Theory]
    [MemberData(nameof(Mangled))]
    public void A_mangled_stream_is_caught(string name, int[] order, string caught)
    {
        var builder = new TrialLogBuilder();
        var reads = new List<(long, string?)> { (Millisecond, Head) };
        reads.AddRange(order.Select((number, index) => ((index + 2) * Millisecond, (string?)Chunk(Token(number, 1)))));
        reads.Add((20 * Millisecond, Chunk(Done) + LastChunk));
        builder.Add(0, 8, reads);
        AssertCounts(name, caught, TrialAnalyzer.Measure(builder.Build()).Values);
    }

    [Theory]
    [InlineData("cut in mid-stream", true, "truncated_streams=1", Outcome.Cut)]
    [InlineData("ended cleanly without its end marker", false, "clean_ends_though_broken=1", Outcome.CleanEndThoughBroken)]
    public void A_broken_stream_is_caught(string name, bool cut, string caught, string error)
    {
        var builder = new TrialLogBuilder();
        builder.Add(0, 8, [(1, Head), (2, Chunk(Token(0, 1))), (3, Chunk(Token(1, 1))), (4, cut ? null : LastChunk)]);
        var measurement = TrialAnalyzer.Measure(builder.Build());
        AssertCounts(name, caught, measurement.Values);
        Assert.Equal(1, measurement.Errors[error]);
        Assert.Equal(1, measurement.Values[Metric.FailedRequests.Name]);
    }

    [Fact]
    public void Any_number_of_drops_and_doubles_is_counted_exactly()
    {
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            var numbers = Enumerable.Range(0, 50).ToList();
            var drops = random.Next(0, 10);
            for (var drop = 0; drop < drops; drop++)
            {
                // Not the last one: that would be a clean end though broken, which has its own test.
                numbers.RemoveAt(random.Next(0, numbers.Count - 1));
            }

            var doubles = random.Next(0, 5);
            for (var copy = 0; copy < doubles; copy++)
            {
                var at = random.Next(numbers.Count);
                numbers.Insert(random.Next(at + 1, numbers.Count + 1), numbers[at]);
            }

            var rows = numbers.Select((number, index) => new ContentEventRow(number, 1, index + 1, 10, index)).ToArray();
            var builder = new TrialLogBuilder();
            builder.AddStream(0, 50, 10 * Millisecond, Millisecond, 0);
            var integrity = StreamIntegrity.Examine(builder.Build().Requests[0], rows, expected: 50);
            Assert.Equal((drops, doubles, 0), (integrity.Lost, integrity.Duplicated, integrity.Reordered));
        }
    }

    [Fact]
    public void Events_that_were_merged_into_one_read_show_as_coalesced()
    {
        var builder = new TrialLogBuilder();
        var reads = new List<(long, string?)> { (Millisecond, Head) };
        for (var group = 0; group < 10; group++)
        {
            // Written 10 ms apart, passed on four at a time.
            reads.Add(((group * 40 * Millisecond) + (50 * Millisecond),
                Chunk(string.Concat(Enumerable.Range(group * 4, 4).Select(number => Token(number, builder.WindowStart + (number * 10 * Millisecond)))))));
        }

        reads.Add((500 * Millisecond, Chunk(Done) + LastChunk));
        builder.Add(0, 40, reads);
        var values = TrialAnalyzer.Measure(builder.Build()).Values;
        Assert.Equal(4, values[Metric.EventsPerRead.Name], 9);
        Assert.Equal(100.0 * 30 / 39, values[Metric.CoalescedShare.Name], 9);
        Assert.Equal(0, values[Metric.IntegrityErrors.Name]);
    }

    [Theory]
    [InlineData(90, 0)]
    [InlineData(120, 100)]
    public void A_delayed_event_is_a_stall_if_its_gap_is_over_ten_emission_gaps(int delay, double share)
    {
        var builder = new TrialLogBuilder();
        var reads = new List<(long, string?)> { (Millisecond, Head) };
        for (var number = 0; number < 20; number++)
        {
            var written = number * 10 * Millisecond;
            reads.Add((written + (2 * Millisecond) + (number >= 10 ? (delay - 10) * Millisecond : 0), Chunk(Token(number, builder.WindowStart + written))));
        }

        reads.Add((500 * Millisecond, Chunk(Done) + LastChunk));
        builder.Add(0, 20, reads);
        var values = TrialAnalyzer.Measure(builder.Build()).Values;
        Assert.Equal(share, values[Metric.StallShare.Name]);
        Assert.Equal(delay / 10.0, values[Metric.StallMaximum.Name], 6);
    }

    [Fact]
    public void Goodput_counts_only_requests_within_every_limit()
    {
        var builder = new TrialLogBuilder
        {
            Slo = new SloPlan
            {
                TimeToFirstToken = TimeSpan.FromMilliseconds(50),
                InterTokenLatency = TimeSpan.FromMilliseconds(10),
                EndToEnd = TimeSpan.FromMilliseconds(200),
            },
        };
        builder.AddStream(0, 11, 50 * Millisecond, 10 * Millisecond, 0);
        builder.AddStream(0, 11, 51 * Millisecond, 10 * Millisecond, 0);
        builder.AddStream(0, 11, 40 * Millisecond, 11 * Millisecond, 0);
        builder.AddStream(0, 21, 40 * Millisecond, 9 * Millisecond, 0);
        var values = TrialAnalyzer.Measure(builder.Build()).Values;
        Assert.Equal((0.1, 0.4), (values[Metric.Goodput.Name], values[Metric.RequestsPerSecond.Name]));
        Assert.Equal(25, values[Metric.WithinLimits.Name]);
    }

    [Fact]
    public void The_share_within_the_limits_is_of_all_that_arrived_however_late_they_were_answered()
    {
        var builder = new TrialLogBuilder { Slo = new SloPlan { TimeToFirstToken = TimeSpan.FromMilliseconds(50) } };
        builder.AddStream(0, 5, 40 * Millisecond, 10 * Millisecond, 0);
        builder.AddStream(9_990 * Millisecond, 5, 40 * Millisecond, 10 * Millisecond, 0);
        builder.AddStream(9_000 * Millisecond, 5, 3_000 * Millisecond, 10 * Millisecond, 0);
        builder.AddStream(9_000 * Millisecond, 5, 4_000 * Millisecond, 10 * Millisecond, 0);

        var values = TrialAnalyzer.Measure(builder.Build()).Values;

        Assert.Equal((0.1, 50), (values[Metric.Goodput.Name], values[Metric.WithinLimits.Name]));
    }

    [Fact]
    public void Cpu_is_what_was_used_between_the_windows_edges()
    {
        var builder = new TrialLogBuilder();
        builder.AddStream(0, 10, 50 * Millisecond, 10 * Millisecond, 0);
        for (var step = 0; step <= 120; step++)
        {
            // Half a core before and after the window, 0.2 cores in it, sampled 30 ms beside the edges.
            var time = (step * 100 * Millisecond) + (30 * Millisecond);
            var inside = Math.Clamp(time - builder.WindowStart, 0, builder.WindowLength);
            var cpu = ((time - inside) / 2) + (inside / 5);
            builder.AddResource(new ResourceRow(ResourceOwner.Proxy, time, cpu, 80 << 20, 90 << 20, 12, 0, 0, 0));
            builder.AddResource(new ResourceRow(ResourceOwner.Machine, time, cpu + (inside / 10), 0, 0, 0, 0, 0, 0));
        }

        var values = TrialAnalyzer.Measure(builder.Build()).Values;
        Assert.Equal(0.2, values[Metric.CpuCores.Name], 2);
        Assert.InRange(values[Metric.CpuPerEvent.Name], 0.198 * 1e6, 0.202 * 1e6);
        Assert.Equal(0.1, values[Metric.OtherCores.Name], 2);
        Assert.Equal((50, 80, 90), (values[Metric.RssIdle.Name], values[Metric.RssMean.Name], values[Metric.RssPeak.Name]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_the_runtime_did_is_what_lies_between_the_windows_edges_if_it_was_listened_to(bool listened)
    {
        var builder = new TrialLogBuilder { RuntimeEvents = listened };
        builder.AddStream(0, 10, 50 * Millisecond, 10 * Millisecond, 0);
        builder.AddStream(0, 10, 50 * Millisecond, 10 * Millisecond, 0);
        for (var second = 0; second <= 12; second++)
        {
            builder.AddResource(new ResourceRow(ResourceOwner.Proxy, second * 1000 * Millisecond, second, 80 << 20, 0, 12, 0, 0, second * 3 * Millisecond)
            {
                AllocatedBytes = second * 1000,
                Collections = second / 5,
                LongestGcPause = second % 5 == 0 ? 2 * Millisecond : 0,
            });
        }

        // The window is from second 1 to second 11.
        Metric[] metrics = [Metric.GcPause, Metric.GcPauseMaximum, Metric.Collections, Metric.AllocatedPerRequest];
        var values = TrialAnalyzer.Measure(builder.Build()).Values;
        Assert.Equal(listened ? [30, 2, 2, 5000] : [], metrics.Where(metric => values.ContainsKey(metric.Name)).Select(metric => values[metric.Name]));
    }

    [Fact]
    public void Fairness_weighs_requests_by_the_backends_capacity()
    {
        var builder = new TrialLogBuilder { Capacities = new Dictionary<string, double> { ["b1"] = 3, ["b2"] = 1 } };
        for (var index = 0; index < 4; index++)
        {
            var observation = builder.AddStream(0, 2, 10 * Millisecond, Millisecond, 0);
            observation.Endpoint = index < 3 ? "b1" : "b2";
        }

        Assert.Equal(1, TrialAnalyzer.Measure(builder.Build()).Values[Metric.JainIndex.Name], 9);
    }

    private static void AssertCounts(string name, string caught, IReadOnlyDictionary<string, double> values)
    {
        Metric[] counters = [Metric.LostEvents, Metric.DuplicatedEvents, Metric.ReorderedEvents, Metric.TruncatedStreams, Metric.CleanEndsThoughBroken];
        var found = counters.Where(counter => values[counter.Name] > 0).Select(counter => $"{counter.Name}={values[counter.Name]}");
        Assert.Equal((name, caught), (name, string.Join(' ', found)));
    }
}
