using System.Security.Cryptography.X509Certificates;

namespace Olla.Perf.Scenarios;

/// <summary>A scenario file, bound and checked: what is measured, under which load, over which configurations.</summary>
internal sealed record Scenario
{
    /// <summary>Short name, used in file names: letters, digits and dashes.</summary>
    public required string Name { get; init; }
    public string Description { get; init; } = "";
    /// <summary>Every random choice of a run comes from this seed.</summary>
    public ulong Seed { get; init; } = 1;
    public required FleetPlan Fleet { get; init; }
    public required WorkloadPlan Workload { get; init; }
    /// <summary>Whom the clients trust at https addresses.</summary>
    public TlsPlan Tls { get; init; } = new();
    public required LoadPlan Load { get; init; }
    /// <summary>Proxy keys (dotted path, YAML text of the value) in force in every candidate.</summary>
    public IReadOnlyDictionary<string, string> ProxyBase { get; init; } = new Dictionary<string, string>();
    /// <summary>The knobs that are swept; one candidate per combination.</summary>
    public IReadOnlyList<Dimension> Dimensions { get; init; } = [];
    /// <summary>Combinations of settings that no candidate may have.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Excluded { get; init; } = [];
    public SloPlan Slo { get; init; } = new();
    public BudgetPlan Budget { get; init; } = new();
    /// <summary>Goals to recommend for.</summary>
    public IReadOnlyList<string> Goals { get; init; } = ["low-latency", "balanced", "high-throughput", "low-memory", "low-cpu"];
    /// <summary>Whether the proxy's runtime is listened to (allocations, collections, pauses), which costs it a little time and memory.</summary>
    public bool RuntimeEvents { get; init; }
    /// <summary>Relative margin within which two candidates count as equivalent, 0.05 for ±5 %.</summary>
    public double EquivalenceMargin { get; init; } = 0.05;
}

/// <summary>Backends: either mocks that the harness starts, or real ones named by URL.</summary>
internal sealed record FleetPlan
{
    public IReadOnlyList<MockBackendPlan> Mocks { get; init; } = [];
    public IReadOnlyList<RealBackendPlan> Endpoints { get; init; } = [];
}

/// <summary>One mock backend process's LLM model.</summary>
internal sealed record MockBackendPlan
{
    public required string Name { get; init; }
    /// <summary>The server it behaves like (<c>openai</c>, <c>ollama</c>, <c>vllm</c>, …): which folder of mappings it answers from.</summary>
    public string Provider { get; init; } = "openai";
    /// <summary>Requests served at once; more wait in a queue. Zero is unlimited.</summary>
    public int Slots { get; init; }
    /// <summary>Time to first token.</summary>
    public DistributionPlan TimeToFirstToken { get; init; } = new("constant", 20, 0);
    /// <summary>Time between tokens.</summary>
    public DistributionPlan InterTokenTime { get; init; } = new("constant", 10, 0);
    /// <summary>More of the mock's model as its command line takes it: <c>batchSlowdown=3%</c>.</summary>
    public IReadOnlyList<string> Model { get; init; } = [];
    /// <summary>Faults as the mock's command line takes them: <c>die(after=5,rate=1%)</c>.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];
}

/// <summary>A distribution: <c>constant</c>, <c>lognormal</c> or <c>gamma</c>; mean in ms (or tokens), cv = standard deviation / mean.</summary>
internal sealed record DistributionPlan(string Kind, double Mean, double CoefficientOfVariation);

/// <summary>Trust of the load clients in https addresses; with neither, the machine's own authorities count.</summary>
internal sealed record TlsPlan
{
    /// <summary>PEM file as the scenario names it; empty for none.</summary>
    public string AuthorityFile { get; init; } = "";
    /// <summary>What is in it: then these count, and nobody else.</summary>
    public X509Certificate2Collection Authorities { get; init; } = [];
    /// <summary>Whether any certificate will do.</summary>
    public bool Insecure { get; init; }
}

/// <summary>A backend that somebody else runs.</summary>
internal sealed record RealBackendPlan(string Name, Uri Url, string Type);

/// <summary>How the requests look.</summary>
internal sealed record WorkloadPlan
{
    /// <summary>API that the clients speak, one of <see cref="ScenarioTerms.Dialects"/>.</summary>
    public string Dialect { get; init; } = "openai-chat";
    public bool Stream { get; init; } = true;
    public string Model { get; init; } = "mock-model";
    /// <summary>Conversations that requests take turns in: requests of one begin with the same messages. Zero: each request stands alone.</summary>
    public int Sessions { get; init; }
    /// <summary>Turns of each of the <see cref="Sessions"/>: the n-th request of a conversation carries the n - 1 exchanges before it. Zero: one opening exchange.</summary>
    public int Turns { get; init; }
    /// <summary>Words of a system message that all requests begin with; zero is none.</summary>
    public int SharedPrefixTokens { get; init; }
    /// <summary>Length of the prompt in words.</summary>
    public DistributionPlan PromptTokens { get; init; } = new("constant", 32, 0);
    /// <summary>Share of the clients that go away in mid-stream, 0 to 1.</summary>
    public double AbortRate { get; init; }
    /// <summary>Content events after which they go.</summary>
    public int AbortAfter { get; init; } = 1;
    /// <summary>Share of the clients that read slowly, 0 to 1.</summary>
    public double SlowReaderRate { get; init; }
    /// <summary>Pause of a slow reader between two reads.</summary>
    public TimeSpan ReadPause { get; init; } = TimeSpan.FromMilliseconds(50);
    /// <summary>Most bytes of a slow reader's read.</summary>
    public int ReadBytes { get; init; } = 1024;
    /// <summary>Kinds of requests that come mixed; empty if all are alike.</summary>
    public IReadOnlyList<WorkloadShare> Mix { get; init; } = [];
    /// <summary>Tokens asked for per answer.</summary>
    public DistributionPlan OutputTokens { get; init; } = new("constant", 64, 0);
    /// <summary>The client gives up after this long.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>One kind of request of a mix: what it leaves out is as in the workload around it.</summary>
/// <param name="Weight">Its share of the requests is its weight over the sum of all.</param>
internal sealed record WorkloadShare(string Name, double Weight, WorkloadPlan Workload);

/// <summary>One recorded arrival.</summary>
/// <param name="Offset">Nanoseconds since the first.</param>
/// <param name="PromptTokens">0 if the trace does not say.</param>
/// <param name="OutputTokens">0 if the trace does not say.</param>
internal readonly record struct TraceRow(long Offset, int PromptTokens, int OutputTokens);

/// <summary>Load over time.</summary>
internal sealed record LoadPlan
{
    /// <summary>Discarded before the window.</summary>
    public TimeSpan Warmup { get; init; } = TimeSpan.FromSeconds(1);
    /// <summary>Requests sent through a fresh proxy before that, so that its code is compiled; null is the harness's usual number.</summary>
    public int? WarmupRequests { get; init; }
    public required IReadOnlyList<LoadPhase> Phases { get; init; }
    /// <summary>Most requests that the clients have open at once; what is due beyond that waits, and its latency counts from when it was due. Zero is unlimited.</summary>
    public int Connections { get; init; }
    public TimeSpan Duration => TimeSpan.FromTicks(Phases.Sum(phase => phase.During.Ticks));
}

/// <summary>NBomber's load simulations, by their names, and the replay of a recorded trace.</summary>
internal enum LoadSimulation { Inject, InjectRandom, RampingInject, KeepConstant, RampingConstant, Pause, Replay }

/// <summary>One phase of load.</summary>
internal sealed record LoadPhase
{
    public required LoadSimulation Simulation { get; init; }
    /// <summary>Open model: requests per <see cref="Interval"/> (for ramps: at the end of the phase).</summary>
    public double Rate { get; init; }
    /// <summary>Open model: lower bound of the rate for <c>inject_random</c>.</summary>
    public double MinRate { get; init; }
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);
    /// <summary>Open model: <c>constant</c>, <c>poisson</c> or <c>gamma</c>.</summary>
    public string Arrival { get; init; } = "poisson";
    /// <summary>Only for <c>gamma</c>: standard deviation over mean of the gaps; 1 is Poisson, above is bursty.</summary>
    public double ArrivalVariation { get; init; } = 1;
    /// <summary>Closed model: how many clients at once (for ramps: at the end of the phase).</summary>
    public int Copies { get; init; }
    /// <summary>Closed model: pause of a client between two requests.</summary>
    public TimeSpan ThinkTime { get; init; }
    public required TimeSpan During { get; init; }
    /// <summary>Only for <c>replay</c>: the arrivals, in order of time.</summary>
    public IReadOnlyList<TraceRow> Trace { get; init; } = [];
    /// <summary>Only for <c>replay</c>: the file as the scenario names it, relative to the scenario.</summary>
    public string TraceFile { get; init; } = "";
}

/// <summary>A knob and its values: a dotted proxy key, each value as YAML text.</summary>
internal sealed record Dimension(string Key, IReadOnlyList<string> Values)
{
    /// <summary>Settings of other keys under which this one is swept; under all others it keeps its default. Empty: always.</summary>
    public IReadOnlyDictionary<string, string> When { get; init; } = new Dictionary<string, string>();
}

/// <summary>Limits that a request must meet to count as goodput; null is no limit.</summary>
internal sealed record SloPlan
{
    public TimeSpan? TimeToFirstToken { get; init; }
    public TimeSpan? InterTokenLatency { get; init; }
    public TimeSpan? EndToEnd { get; init; }
}

/// <summary>When a sweep stops.</summary>
internal sealed record BudgetPlan
{
    /// <summary>Blocks to run; each block runs every candidate still in the race once.</summary>
    public int Blocks { get; init; } = 4;
    /// <summary>No new block starts after this long; zero is no limit.</summary>
    public TimeSpan Time { get; init; }
    /// <summary>Whether candidates that are surely beaten leave early.</summary>
    public bool Race { get; init; } = true;
    /// <summary>How sure a run must be that it dropped no candidate wrongly, 0.95 for 95 %.</summary>
    public double Confidence { get; init; } = 0.95;
}
