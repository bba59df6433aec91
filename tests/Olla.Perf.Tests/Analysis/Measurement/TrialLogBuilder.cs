using Olla.Perf.Load;
using Olla.Perf.Load.Http;
using Olla.Perf.Results.Log;
using Olla.Perf.Scenarios;
using Olla.Perf.Tests.Load.Http;

namespace Olla.Perf.Tests.Analysis.Measurement;

/// <summary>Builds the log of a trial whose truth is known, by replaying streams through the real receiver at constructed times.</summary>
internal sealed class TrialLogBuilder
{
    public const long Millisecond = 1_000_000;
    private readonly List<RequestObservation> _observations = [];
    private readonly List<ResourceRow> _resources = [];

    public long WindowStart { get; init; } = 1_000_000_000;

    public long WindowLength { get; init; } = 10_000_000_000;

    public SloPlan Slo { get; init; } = new();

    public bool RuntimeEvents { get; init; }

    public Dictionary<string, double> Capacities { get; init; } = [];

    /// <summary>Adds a request whose answer is replayed; the reads' times count from the window's start.</summary>
    public RequestObservation Add(long scheduled, int tokens, IEnumerable<(long Time, string? Text)> reads, long sentLate = 0)
    {
        var observation = new RequestObservation(_observations.Count, 0, WindowStart + scheduled)
        {
            Dispatched = WindowStart + scheduled + sentLate,
            Sent = WindowStart + scheduled + sentLate,
            RequestedTokens = tokens,
        };
        var receiver = new StreamReceiver();
        receiver.Begin(observation, streamed: true, eventStream: true);
        foreach (var (time, text) in reads)
        {
            if (text is null)
            {
                receiver.Closed(WindowStart + time);
            }
            else
            {
                receiver.Feed(System.Text.Encoding.UTF8.GetBytes(text), WindowStart + time);
            }
        }

        _observations.Add(observation);
        return observation;
    }

    /// <summary>Adds what was observed over a real connection; its times are those of the machine's clock.</summary>
    public void Add(RequestObservation observation) => _observations.Add(observation);

    /// <summary>Adds a whole stream: tokens written at an even pace, each received after the same transit.</summary>
    public RequestObservation AddStream(long scheduled, int tokens, long ttft, long gap, long transit, long sentLate = 0)
    {
        var first = scheduled + ttft;
        var reads = new List<(long, string?)> { (first - (2 * Millisecond), StreamBuilder.Head), (first - Millisecond, StreamBuilder.Chunk(StreamBuilder.Role)) };
        for (var index = 0; index < tokens; index++)
        {
            var received = first + (index * gap);
            reads.Add((received, StreamBuilder.Chunk(StreamBuilder.Token(index, WindowStart + received - transit))));
        }

        reads.Add((first + ((tokens - 1) * gap), StreamBuilder.Chunk(StreamBuilder.Done) + StreamBuilder.LastChunk));
        return Add(scheduled, tokens, reads, sentLate);
    }

    public void AddResource(ResourceRow row) => _resources.Add(row);

    public TrialLog Build() => TrialLogAssembler.Assemble(
        new TrialLogHeader
        {
            TrialId = "t1",
            Scenario = "truth",
            Candidate = "c1",
            Role = "Candidate",
            Block = 0,
            TraceSeed = 1,
            WindowStart = WindowStart,
            WindowEnd = WindowStart + WindowLength,
            OpenModel = true,
            Arrivals = _observations.Count,
            Stream = true,
            MockBackends = true,
            Slo = Slo,
            Capacities = Capacities,
            IdleResidentBytes = 50 * 1024 * 1024,
            RuntimeEvents = RuntimeEvents,
            Processors = 2,
        },
        _observations, ["b1"], _resources);
}
