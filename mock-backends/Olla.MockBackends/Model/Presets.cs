namespace Olla.MockBackends.Model;

/// <summary>A known server on a known processor.</summary>
/// <param name="Name">As <c>preset</c> takes it.</param>
/// <param name="Source">Where its figures were published.</param>
/// <param name="Settings">What it sets; anything may be written over it.</param>
internal sealed record Preset(string Name, string Source, LlmSettings Settings);

/// <summary>
/// Published figures of server and processor pairs, laid into the model: generation and prompt speed give the times per token, a sweep over
/// concurrency gives the slowdown per member of the batch. They place a simulated fleet in the right order of magnitude; no more.
/// </summary>
internal static class Presets
{
    private const string LlamaCppBench = "github.com/XiongjieDai/GPU-Benchmarks-on-LLM-Inference, README: llama-bench, LLaMA 3 8B Q4_K_M, tg 1024 and pp 1024 (May 2024)";
    private const string LlamaCppBenchLarge = "github.com/XiongjieDai/GPU-Benchmarks-on-LLM-Inference, README: llama-bench, LLaMA 3 70B Q4_K_M, tg 1024 and pp 1024 (May 2024)";

    public static IReadOnlyList<Preset> All { get; } =
    [
        LlamaCpp("llama.cpp-rtx3070-8b", LlamaCppBench, generated: 70.94, prompt: 2283.62),
        LlamaCpp("llama.cpp-rtx3090-8b", LlamaCppBench, generated: 111.74, prompt: 3865.39),
        LlamaCpp("llama.cpp-rtx4090-8b", LlamaCppBench, generated: 127.74, prompt: 6898.71),
        LlamaCpp("llama.cpp-2xrtx4090-70b", LlamaCppBenchLarge, generated: 19.06, prompt: 905.38),
        LlamaCpp("llama.cpp-m1max-8b", LlamaCppBench, generated: 34.49, prompt: 355.45),
        LlamaCpp("llama.cpp-m2ultra-8b", LlamaCppBench, generated: 76.28, prompt: 1023.89),

        // Time per token 6.48 ms alone and 10.94 ms in a batch of 16: 4.6 % for each other member. First token 14 ms for a short prompt.
        Vllm(
            "vllm-h100-8b",
            "yobitelcomm.github.io/bench/recipes/concurrency-sweep: vLLM 0.21, Llama-3.1-8B fp16, one H100 80 GB, concurrency 1 to 64 (May 2026)",
            perToken: 6.48, slowdown: 0.046, firstToken: 14),

        // 75 tokens/s alone, 6.6 times as many in a batch of 8: each token then takes 8/6.6 of the time, 3 % for each other member. Its prompts
        // have 1 024 tokens, so that it says nothing of a first token after a short one: assumed as much slower than the H100's as a token is.
        Vllm(
            "vllm-a100-8b",
            "johnmusgrave.com/p/vllm-throughput-latency-sweep-on: vLLM 0.23, Llama-3.1-8B BF16, one A100 40 GB, concurrency 1 to 64; first token assumed",
            perToken: 1000 / 75.0, slowdown: 0.03, firstToken: 29),
    ];

    /// <exception cref="FormatException">There is no such preset.</exception>
    public static Preset Find(string name)
    {
        var names = All.Select(preset => preset.Name).ToArray();
        return All.FirstOrDefault(preset => preset.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException($"'{name}' is no preset; allowed: {string.Join(", ", names)}{Nearest.Hint(name, names)}");
    }

    // llama-server serves one request at a time unless told otherwise.
    private static Preset LlamaCpp(string name, string source, double generated, double prompt) => new(name, source, new LlmSettings
    {
        TimeToFirstToken = Distribution.Constant(1e9 / generated),
        InterTokenTime = new Distribution(DistributionKind.Gamma, 1e9 / generated, 0.05),
        PromptTokenTime = 1e9 / prompt,
        Slots = 1,
        CacheTokens = 8192,
    });

    private static Preset Vllm(string name, string source, double perToken, double slowdown, double firstToken) => new(name, source, new LlmSettings
    {
        TimeToFirstToken = Distribution.Constant(firstToken * 1e6),
        InterTokenTime = new Distribution(DistributionKind.Gamma, perToken * 1e6, 0.1),
        // Neither sweep gives prompt speed by itself; llama-bench's 7 367 tokens/s of a fp16 7B model on an H100 is taken for both.
        PromptTokenTime = 1e9 / 7367,
        BatchSlowdown = slowdown,
        Slots = 256,
        CacheTokens = 200_000,
    });
}
