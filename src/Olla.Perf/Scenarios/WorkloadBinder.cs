using YamlDotNet.RepresentationModel;

namespace Olla.Perf.Scenarios;

/// <summary>Sections <c>workload</c>, <c>load</c> and <c>slo</c>.</summary>
internal static class WorkloadBinder
{
    public static WorkloadPlan BindWorkload(YamlSection root)
    {
        if (root.Section("workload") is not { } section)
        {
            return new WorkloadPlan();
        }

        var workload = BindKind(section, new WorkloadPlan()) with
        {
            Stream = section.Flag("stream", true),
            Model = section.Text("model", "mock-model"),
            Timeout = section.Duration("timeout", TimeSpan.FromSeconds(60)),
        };
        workload = workload with { Mix = [.. section.Sections("mix").Select(item => BindShare(item, workload))] };
        section.RejectUnknown();
        return workload;
    }

    /// <summary>The keys that a mix may set for each kind of request.</summary>
    private static WorkloadPlan BindKind(YamlSection section, WorkloadPlan fallback)
    {
        var workload = fallback with
        {
            Dialect = section.Choice("dialect", fallback.Dialect, ScenarioTerms.Dialects),
            Sessions = section.Integer("sessions", fallback.Sessions, 0, 1_000_000),
            Turns = section.Integer("turns", fallback.Turns, 0, 1000),
            SharedPrefixTokens = section.Integer("shared_prefix_tokens", fallback.SharedPrefixTokens, 0, 1_000_000),
            PromptTokens = section.Distribution("prompt_tokens", fallback.PromptTokens, isTime: false),
            OutputTokens = section.Distribution("output_tokens", fallback.OutputTokens, isTime: false),
        };
        if (workload is { Turns: > 0, Sessions: 0 })
        {
            section.Complain(section.Node("turns"), $"{section.Qualify("turns")} wants {section.Qualify("sessions")}: how many conversations go on at once");
        }

        if (section.Section("aborts") is { } aborts)
        {
            workload = workload with { AbortRate = aborts.Number("rate", 0.1, 0, 1), AbortAfter = aborts.Integer("after", 1, 1, 1_000_000) };
            aborts.RejectUnknown();
        }

        if (section.Section("slow_readers") is { } readers)
        {
            workload = workload with
            {
                SlowReaderRate = readers.Number("rate", 0.1, 0, 1),
                ReadPause = readers.Duration("pause", fallback.ReadPause),
                ReadBytes = readers.Integer("read_bytes", fallback.ReadBytes, 1, 16 * 1024),
            };
            readers.RejectUnknown();
        }

        return workload;
    }

    private static WorkloadShare BindShare(YamlSection item, WorkloadPlan workload)
    {
        var share = new WorkloadShare(item.RequiredText("name") ?? "", item.Number("weight", 1, 0.001, 1_000_000), BindKind(item, workload));
        item.RejectUnknown();
        return share;
    }

    public static LoadPlan BindLoad(YamlSection root)
    {
        if (root.Section("load") is not { } section)
        {
            root.Complain(null, "load is missing: say how requests arrive, for example load.phases: [{inject: {rate: 50, during: 2s}}]");
            return new LoadPlan { Phases = [] };
        }

        var load = new LoadPlan
        {
            Warmup = section.Duration("warmup", TimeSpan.FromSeconds(1)),
            WarmupRequests = section.Has("warmup_requests") ? section.Integer("warmup_requests", 1, 1, 100_000) : null,
            Connections = section.Integer("connections", 0, 0, 1_000_000),
            Phases = [.. section.Sections("phases").Select(BindPhase).OfType<LoadPhase>()],
        };
        section.RejectUnknown();
        if (load.Phases.Count == 0)
        {
            section.Complain(section.Node("phases"), $"load.phases is empty; allowed: a list of {string.Join(", ", ScenarioTerms.Simulations.Keys)}");
        }
        else if (load.Phases.All(phase => phase.Simulation == LoadSimulation.Pause))
        {
            section.Complain(section.Node("phases"), "load.phases has pauses only, so nothing would be measured");
        }

        return load;
    }

    public static SloPlan BindSlo(YamlSection root)
    {
        if (root.Section("slo") is not { } section)
        {
            return new SloPlan();
        }

        var slo = new SloPlan
        {
            TimeToFirstToken = section.OptionalDuration("ttft"),
            InterTokenLatency = section.OptionalDuration("itl"),
            EndToEnd = section.OptionalDuration("e2e"),
        };
        section.RejectUnknown();
        return slo;
    }

    /// <summary>A phase is a map with one key, the simulation's name, and its arguments under it.</summary>
    private static LoadPhase? BindPhase(YamlSection item)
    {
        var entries = item.Entries().ToList();
        if (entries.Count != 1)
        {
            item.Complain(null, $"{item.Path}: one simulation is wanted here; allowed: {string.Join(", ", ScenarioTerms.Simulations.Keys)}");
            return null;
        }

        var (name, keyNode, value) = entries[0];
        if (!ScenarioTerms.Simulations.TryGetValue(name, out var simulation))
        {
            item.Complain(
                keyNode, $"{item.Path}: \"{name}\" is no load simulation; allowed: {string.Join(", ", ScenarioTerms.Simulations.Keys)}{NearestName.Hint(name, ScenarioTerms.Simulations.Keys)}");
            return null;
        }

        return value is YamlMappingNode && item.Section(name) is { } section ? BindArguments(section, simulation) : Incomplete(item, name, value);
    }

    private static LoadPhase? Incomplete(YamlSection item, string name, YamlNode value)
    {
        item.Complain(value, $"{item.Path}.{name}: a map of arguments is wanted here, such as {{rate: 50, during: 2s}}");
        return null;
    }

    private static LoadPhase? BindArguments(YamlSection section, LoadSimulation simulation)
    {
        if (simulation == LoadSimulation.Replay)
        {
            return ReplayBinder.Bind(section);
        }

        var open = simulation is LoadSimulation.Inject or LoadSimulation.InjectRandom or LoadSimulation.RampingInject;
        var closed = simulation is LoadSimulation.KeepConstant or LoadSimulation.RampingConstant;
        var during = section.OptionalDuration("during");
        if (during is null || during <= TimeSpan.Zero)
        {
            section.Complain(section.Node("during"), $"{section.Path}.during: how long the phase takes is missing; allowed: {DurationText.Allowed}");
        }

        var random = simulation == LoadSimulation.InjectRandom;
        var phase = new LoadPhase
        {
            Simulation = simulation,
            Rate = open ? section.Number(random ? "max_rate" : "rate", 0, 0.001, 1_000_000) : 0,
            MinRate = random ? section.Number("min_rate", 0, 0, 1_000_000) : 0,
            Interval = open ? section.Duration("interval", TimeSpan.FromSeconds(1)) : TimeSpan.FromSeconds(1),
            Arrival = open ? section.Choice("arrival", "poisson", ScenarioTerms.Arrivals) : "poisson",
            ArrivalVariation = open ? section.Number("arrival_cv", 1, 0.001, 100) : 1,
            Copies = closed ? section.Integer("copies", 0, 1, 1_000_000) : 0,
            ThinkTime = closed ? section.Duration("think_time", TimeSpan.Zero) : TimeSpan.Zero,
            During = during ?? TimeSpan.Zero,
        };
        section.RejectUnknown();
        if (phase.Arrival != "gamma" && section.Has("arrival_cv"))
        {
            section.Complain(section.Node("arrival_cv"), $"{section.Path}.arrival_cv goes with arrival: gamma");
        }

        if (open && phase.Rate <= 0 && !section.Has(random ? "max_rate" : "rate"))
        {
            section.Complain(null, $"{section.Path}.{(random ? "max_rate" : "rate")} is missing: requests per interval");
        }

        if (closed && phase.Copies <= 0 && !section.Has("copies"))
        {
            section.Complain(null, $"{section.Path}.copies is missing: how many clients at once");
        }

        return phase;
    }
}
