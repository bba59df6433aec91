using System.Text;
using Olla.LlmApi.Streaming;
using Olla.Perf.Analysis.Measurement;
using Olla.Perf.Load;
using Olla.Perf.Load.Http;
using Olla.Perf.Results;
using Olla.Perf.Scenarios;
using Olla.Perf.Tests.Analysis.Measurement;
using static Olla.Perf.Tests.Load.Http.StreamBuilder;

namespace Olla.Perf.Tests.Load;

/// <summary>
/// A server that knows of each event when it was written and when the client had it, over a real socket. Each figure must lie between what the two
/// would give: a bracket that holds on any machine and is some microseconds wide on a quiet one.
/// </summary>
public sealed class KnownScheduleTests
{
    private const int Streams = 25;
    private const int Tokens = 12;

    /// <summary>Stamps say that events were written so much earlier than they were: a transit that is known.</summary>
    private const long Transit = 3_000_000;

    [Fact]
    public async Task Every_time_that_is_reported_lies_between_the_write_and_the_clients_read()
    {
        var truths = new List<Truth>();
        var truth = new Truth();
        await using var server = new ScriptedServer((_, _, write) => truth.PlayAsync(write));
        using var target = HttpTarget.Create("known", server.Address);
        var source = new RequestSource(new WorkloadPlan { OutputTokens = new DistributionPlan("constant", Tokens, 0) }, 1, [target]);
        var start = EmissionStamp.Now();
        var builder = new TrialLogBuilder { WindowStart = start, WindowLength = 600_000_000_000 };
        for (var stream = 0; stream < Streams; stream++)
        {
            // Due 2 ms before it is sent: a lateness that is known as well.
            var scheduled = EmissionStamp.Now() - 2_000_000;
            truth = new Truth { Scheduled = scheduled, Observation = new RequestObservation(stream, 0, scheduled) { Dispatched = scheduled, RequestedTokens = Tokens } };
            var connection = target.Rent();
            truth.SentAfter = EmissionStamp.Now();
            await connection.RunAsync(truth.Observation, source.Create(stream, 0));
            target.Return(connection);
            truths.Add(truth);
            builder.Add(truth.Observation);
        }

        var values = TrialAnalyzer.Measure(builder.Build()).Values;

        AssertBetween(Metric.TtftP50, truths.Select(one => one.Events[0].Written - one.Scheduled), truths.Select(one => one.Events[0].Read - one.Scheduled), 0.5, 1e6);
        AssertBetween(Metric.TtftUncorrectedP50, truths.Select(one => one.Events[0].Written - one.Requested), truths.Select(one => one.Events[0].Read - one.SentAfter), 0.5, 1e6);
        AssertBetween(Metric.TtfeP50, truths.Select(one => one.Role.Written - one.Scheduled), truths.Select(one => one.Role.Read - one.Scheduled), 0.5, 1e6);
        AssertBetween(Metric.TtfbP50, truths.Select(one => one.Head.Written - one.Scheduled), truths.Select(one => one.Head.Read - one.Scheduled), 0.5, 1e6);
        AssertBetween(Metric.E2eP50, truths.Select(one => one.Last.Written - one.Scheduled), truths.Select(one => one.Last.Read - one.Scheduled), 0.5, 1e6);
        AssertBetween(
            Metric.TpotP50, truths.Select(one => (one.Last.Written - one.Events[0].Read) / (Tokens - 1)), truths.Select(one => (one.Last.Read - one.Events[0].Written) / (Tokens - 1)), 0.5, 1e6);
        AssertBetween(Metric.ItlP50, truths.SelectMany(one => one.Gaps(later => later.Written, earlier => earlier.Read)), truths.SelectMany(one => one.Gaps(later => later.Read, earlier => earlier.Written)), 0.5, 1e6);
        AssertBetween(Metric.TransitP90, truths.SelectMany(one => one.Events).Select(_ => Transit), truths.SelectMany(one => one.Events).Select(one => one.Read - one.Written + Transit), 0.9, 1e3);
        Assert.Equal((1, 0), (values[Metric.EventsPerRead.Name], values[Metric.IntegrityErrors.Name]));
        Assert.Equal((Streams, Streams * Tokens), (values[Metric.CompletedRequests.Name], builder.Build().Events.Length));

        void AssertBetween(Metric metric, IEnumerable<long> least, IEnumerable<long> most, double quantile, double unit)
        {
            var (low, high) = (new Percentiles(least.Select(time => time / unit)).Quantile(quantile), new Percentiles(most.Select(time => time / unit)).Quantile(quantile));
            Assert.True(values[metric.Name] >= low && values[metric.Name] <= high, $"{metric.Name} is {values[metric.Name]}, not within {low} and {high}");
        }
    }

    /// <summary>Plays one answer in lockstep with its client and notes when.</summary>
    private sealed class Truth
    {
        private long _bytes;

        public RequestObservation Observation { get; init; } = new(0, 0, 0);

        public long Scheduled { get; init; }

        /// <summary>A moment before the client sent.</summary>
        public long SentAfter { get; set; }

        /// <summary>A moment after the client sent.</summary>
        public long Requested { get; private set; }

        public (long Written, long Read) Head { get; private set; }

        public (long Written, long Read) Role { get; private set; }

        public (long Written, long Read) Last { get; private set; }

        public List<(long Written, long Read)> Events { get; } = [];

        public async Task<bool> PlayAsync(Func<string, Task> write)
        {
            Requested = EmissionStamp.Now();
            Head = await StepAsync(write, _ => Http.StreamBuilder.Head);
            Role = await StepAsync(write, _ => Chunk(Http.StreamBuilder.Role));
            for (var number = 0; number < Tokens; number++)
            {
                Events.Add(await StepAsync(write, now => Chunk(Token(number, now - Transit))));
            }

            Last = await StepAsync(write, _ => Chunk(Done) + LastChunk);
            return true;
        }

        public IEnumerable<long> Gaps(Func<(long Written, long Read), long> to, Func<(long Written, long Read), long> from) =>
            Events.Zip(Events.Skip(1), (earlier, later) => to(later) - from(earlier));

        private async Task<(long Written, long Read)> StepAsync(Func<string, Task> write, Func<long, string> text)
        {
            var written = EmissionStamp.Now();
            var piece = text(written);
            _bytes += Encoding.UTF8.GetByteCount(piece);
            await write(piece);
            return (written, await Lockstep.UntilReadAsync(Observation, _bytes));
        }
    }
}
