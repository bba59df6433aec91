using Olla.Perf.Scenarios;

namespace Olla.Perf.Load.Arrivals;

/// <summary>
/// A load plan laid out in time: when every request of the open model is due and how many clients the closed model keeps. The names and
/// meanings of the phases are NBomber's (https://nbomber.com/docs/nbomber/load-simulation): a ramp starts from where the phase before it
/// ended, and a pause ends at zero. The warm-up comes first, at the average load of the first phase that is not a pause.
/// </summary>
internal sealed class LoadSchedule
{
    private readonly List<Segment> _segments = [];

    private LoadSchedule(IReadOnlyList<Arrival> arrivals, List<Segment> segments, long windowStart)
    {
        Arrivals = arrivals;
        _segments = segments;
        WindowStart = windowStart;
        End = segments.Count == 0 ? windowStart : segments[^1].End;
        ClientStarts = FindClientStarts();
    }

    /// <summary>Open model: sorted by time.</summary>
    public IReadOnlyList<Arrival> Arrivals { get; }

    /// <summary>Closed model: when clients begin, sorted by time. A client goes on as long as <see cref="IsClientActive"/> says so.</summary>
    public IReadOnlyList<ClientStart> ClientStarts { get; }

    /// <summary>Nanoseconds since the load began at which the warm-up is over.</summary>
    public long WindowStart { get; }

    /// <summary>Nanoseconds since the load began at which the last phase is over.</summary>
    public long End { get; }

    /// <summary>The largest number of clients that the closed model keeps at once.</summary>
    public int MaximumClients { get; private set; }

    /// <summary>True if the client (from 0) may begin another request at that time.</summary>
    public bool IsClientActive(int client, long offset)
    {
        foreach (var segment in _segments)
        {
            if (offset < segment.End)
            {
                return offset >= segment.Start && client < segment.ClientsAt(offset);
            }
        }

        return false;
    }

    /// <summary>Pause of a client between two requests at that time.</summary>
    public long ThinkTimeAt(long offset)
    {
        foreach (var segment in _segments)
        {
            if (offset < segment.End)
            {
                return segment.ThinkTime;
            }
        }

        return 0;
    }

    /// <summary>Index of the phase at that time; -1 in the warm-up.</summary>
    public int PhaseAt(long offset)
    {
        foreach (var segment in _segments)
        {
            if (offset < segment.End)
            {
                return segment.Phase;
            }
        }

        return _segments.Count == 0 ? -1 : _segments[^1].Phase;
    }

    /// <summary>Lays the plan out. The same plan and seed give the same schedule on any machine.</summary>
    public static LoadSchedule Create(LoadPlan plan, ulong seed)
    {
        var arrivals = new List<Arrival>();
        var segments = new List<Segment>();
        var warmup = Nanoseconds(plan.Warmup);
        if (warmup > 0 && WarmupPhase(plan) is { } first)
        {
            // Its own stream: the window's arrivals do not depend on how long the warm-up was.
            AddPhase(first, -1, 0, warmup, new Previous(first.Rate / first.Interval.TotalSeconds, first.Copies), ulong.MaxValue - seed, arrivals, segments);
        }

        var start = warmup;
        var previous = default(Previous);
        for (var index = 0; index < plan.Phases.Count; index++)
        {
            var length = Nanoseconds(plan.Phases[index].During);
            previous = AddPhase(plan.Phases[index], index, start, length, previous, seed, arrivals, segments);
            start += length;
        }

        return new LoadSchedule(arrivals, segments, warmup);
    }

    private static LoadPhase? WarmupPhase(LoadPlan plan)
    {
        var rate = 0.0;
        var copies = 0;
        foreach (var phase in plan.Phases)
        {
            if (phase.Simulation != LoadSimulation.Pause)
            {
                return phase.Simulation switch
                {
                    LoadSimulation.RampingInject => phase with { Simulation = LoadSimulation.Inject, Rate = (rate + phase.Rate) / 2 },
                    LoadSimulation.RampingConstant =>
                        phase with { Simulation = LoadSimulation.KeepConstant, Copies = Math.Max(1, (copies + phase.Copies) / 2) },
                    LoadSimulation.Replay => phase with { Simulation = LoadSimulation.Inject, Rate = Math.Max(0.001, phase.Trace.Count / phase.During.TotalSeconds) },
                    _ => phase,
                };
            }
        }

        return null;
    }

    private static Previous AddPhase(
        LoadPhase phase, int index, long start, long length, Previous previous, ulong seed, List<Arrival> arrivals, List<Segment> segments)
    {
        var random = new RandomStream(seed, RandomPurpose.Arrivals, (ulong)(index + 1));
        var process = ArrivalProcess.Create(phase.Arrival, phase.ArrivalVariation, random);
        var rate = phase.Rate / phase.Interval.TotalSeconds;
        var segment = new Segment(start, start + length, index, 0, 0, Nanoseconds(phase.ThinkTime));
        switch (phase.Simulation)
        {
            case LoadSimulation.Inject:
                AddArrivals(process, IntensityCurve.Constant(rate, length), start, index, arrivals);
                break;
            case LoadSimulation.RampingInject:
                AddArrivals(process, IntensityCurve.Ramp(previous.Rate, rate, length), start, index, arrivals);
                break;
            case LoadSimulation.InjectRandom:
                var rates = new RandomStream(seed, RandomPurpose.Rates, (ulong)(index + 1));
                AddArrivals(process, IntensityCurve.RandomSteps(phase, length, rates), start, index, arrivals);
                break;
            case LoadSimulation.KeepConstant:
                segment = segment with { FirstClients = phase.Copies, LastClients = phase.Copies };
                break;
            case LoadSimulation.RampingConstant:
                segment = segment with { FirstClients = previous.Clients, LastClients = phase.Copies };
                break;
            case LoadSimulation.Replay:
                arrivals.AddRange(phase.Trace.Where(row => row.Offset < length).Select(row => new Arrival(start + row.Offset, index, row.PromptTokens, row.OutputTokens)));
                break;
            case LoadSimulation.Pause:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(phase), phase.Simulation, "unknown load simulation");
        }

        segments.Add(segment);
        return phase.Simulation switch
        {
            LoadSimulation.Inject or LoadSimulation.RampingInject or LoadSimulation.InjectRandom => new Previous(rate, 0),
            LoadSimulation.KeepConstant or LoadSimulation.RampingConstant => new Previous(0, phase.Copies),
            _ => default,
        };
    }

    private static void AddArrivals(ArrivalProcess process, IntensityCurve curve, long start, int phase, List<Arrival> arrivals)
    {
        // Time rescaling: arrivals of a process with rate 1 become arrivals of any rate through the inverse of the cumulative rate.
        var total = curve.Total;
        for (var position = process.First(); position < total; position += process.NextGap())
        {
            arrivals.Add(new Arrival(start + curve.TimeOf(position), phase));
        }
    }

    private List<ClientStart> FindClientStarts()
    {
        var starts = new List<ClientStart>();
        var active = 0.0;
        foreach (var segment in _segments)
        {
            MaximumClients = Math.Max(MaximumClients, Math.Max(segment.FirstClients, segment.LastClients));
            for (var client = (int)Math.Ceiling(active); client < segment.FirstClients; client++)
            {
                starts.Add(new ClientStart(segment.Start, client));
            }

            for (var client = Math.Max(segment.FirstClients, 0); client < segment.LastClients; client++)
            {
                starts.Add(new ClientStart(segment.TimeOfClient(client), client));
            }

            active = segment.LastClients;
        }

        return starts;
    }

    private static long Nanoseconds(TimeSpan time) => time.Ticks * 100;

    private readonly record struct Previous(double Rate, int Clients);

    private sealed record Segment(long Start, long End, int Phase, int FirstClients, int LastClients, long ThinkTime)
    {
        public double ClientsAt(long offset) =>
            End == Start ? LastClients : FirstClients + ((LastClients - FirstClients) * ((double)(offset - Start) / (End - Start)));

        /// <summary>The first nanosecond at which the ramp lies above the client's number.</summary>
        public long TimeOfClient(int client) =>
            Start + (long)((double)(client - FirstClients) / (LastClients - FirstClients) * (End - Start)) + 1;
    }
}
