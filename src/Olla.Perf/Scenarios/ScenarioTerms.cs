namespace Olla.Perf.Scenarios;

/// <summary>The words that a scenario may use: the reader reads by these tables, and the schema for editors is written from them.</summary>
internal static class ScenarioTerms
{
    public static IReadOnlyList<string> Goals { get; } = ["low-latency", "balanced", "high-throughput", "low-memory", "low-cpu"];

    /// <summary>Servers that a mock can be: its folders of mappings.</summary>
    public static IReadOnlyList<string> Providers { get; } =
        ["openai", "ollama", "vllm", "sglang", "llamacpp", "lm-studio", "lemonade", "litellm", "lmdeploy", "docker-model-runner", "omlx", "vllm-mlx"];

    public static IReadOnlyList<string> Dialects => LlmApi.Dialects.Names;

    public static IReadOnlyList<string> Arrivals { get; } = ["constant", "poisson", "gamma"];

    /// <summary>Keys of a mock's model beside its times; their values are the mock's to check.</summary>
    public static IReadOnlyList<string> ModelKeys { get; } = ["preset", "promptTokenTime", "batchSlowdown", "cacheTokens", "loadTime", "loadedModels", "requestsPerMinute", "queue", "tokens"];

    /// <summary>Faults of mock backends; their arguments are the mock's to check.</summary>
    public static IReadOnlyList<string> Faults { get; } = ["reset", "die", "stall", "status", "slowHeaders", "refuse", "freeze"];

    /// <summary>Units of a trace's times, in nanoseconds.</summary>
    public static IReadOnlyDictionary<string, double> TimeUnits { get; } = new Dictionary<string, double> { ["s"] = 1e9, ["ms"] = 1e6, ["us"] = 1e3, ["ns"] = 1 };

    public static IReadOnlyDictionary<string, LoadSimulation> Simulations { get; } = new Dictionary<string, LoadSimulation>
    {
        ["inject"] = LoadSimulation.Inject,
        ["inject_random"] = LoadSimulation.InjectRandom,
        ["ramping_inject"] = LoadSimulation.RampingInject,
        ["keep_constant"] = LoadSimulation.KeepConstant,
        ["ramping_constant"] = LoadSimulation.RampingConstant,
        ["pause"] = LoadSimulation.Pause,
        ["replay"] = LoadSimulation.Replay,
    };
}
