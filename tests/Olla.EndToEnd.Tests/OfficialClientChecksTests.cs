using System.Globalization;
using Olla.EndToEnd.Tests.Processes;

namespace Olla.EndToEnd.Tests;

/// <summary>
/// Everything that users of the official npm clients do, unmodified, with every provider and both engines: lists, answers whole and streamed,
/// tools, images, embeddings, errors of every class, their own retries, aborts and broken streams.
/// </summary>
public sealed class OfficialClientChecksTests
{
    private static readonly string[] Models =
    [
        "mock-model", "endless", "tool", "parallel", "noargs", "thinking", "vision", "bytes", "cut", "busy",
        .. new[] { 400, 401, 403, 404, 409, 413, 422, 429, 500, 503, 529 }.Select(status => $"status-{status}"),
    ];

    /// <summary>Every provider with its path below the proxy, and whether it speaks Anthropic's API itself.</summary>
    private static readonly (string Type, string Path, bool IsNative)[] Providers =
    [
        ("ollama", "olla/ollama/v1", true),
        ("lm-studio", "olla/lm_studio/v1", true),
        ("vllm", "olla/vllm/v1", true),
        ("vllm-mlx", "olla/vllm-mlx/v1", true),
        ("sglang", "olla/sglang/v1", false),
        ("llamacpp", "olla/llama-cpp/v1", true),
        ("lmdeploy", "olla/lmdeploy/v1", false),
        ("lemonade", "olla/lemonade/api/v1", false),
        ("litellm", "olla/litellm/v1", false),
        ("docker-model-runner", "olla/dmr/engines/v1", true),
        ("omlx", "olla/omlx/v1", true),
        ("openai-compatible", "olla/openai/v1", false),
    ];

    /// <summary>What runs by each name: script, path below the proxy, how, and the endpoint that answers.</summary>
    private static readonly Dictionary<string, (string Script, string Path, string How, string Endpoint)[]> Runs = new()
    {
        ["openai"] = [.. Providers.Select(provider => ("openai.mjs", provider.Path, "-", provider.Type)), ("openai.mjs", "olla/proxy/v1", "-", "openai-compatible")],
        ["anthropic"] = [.. Providers.Select(provider => ("anthropic.mjs", "olla/anthropic", provider.IsNative ? "passthrough" : "translation", provider.Type))],
        ["ollama"] = [("ollama.mjs", "olla/ollama", "-", "ollama")],
    };

    public static TheoryData<string, string> EnginesAndClients => new()
    {
        { "sherpa", "openai" },
        { "sherpa", "anthropic" },
        { "sherpa", "ollama" },
        { "olla", "openai" },
        { "olla", "anthropic" },
        { "olla", "ollama" },
    };

    [Theory]
    [MemberData(nameof(EnginesAndClients))]
    public async Task An_official_client_finds_everything_as_it_expects_it(string engine, string client)
    {
        using var folder = new TemporaryFolder();
        var runs = Runs[client];
        var types = runs.Select(run => run.Endpoint).Distinct().ToArray();
        var (mock, backends) = await StartMocksAsync(types);
        await using var mockLife = mock;
        var endpoints = types.Select((type, index) => (Name: type, Type: type, Url: backends[index])).ToArray();
        var (proxy, address) = await OllaProcesses.StartProxyAsync(folder.Write("olla.yaml", Configuration(engine, endpoints)));
        await using var proxyLife = proxy;
        // Clients of one backend take turns, since a check may leave it out of routing; others need not wait for them.
        using var turns = new SemaphoreSlim(2);
        await Task.WhenAll(runs.GroupBy(run => run.Endpoint).Select(async group =>
        {
            await turns.WaitAsync();
            try
            {
                foreach (var (script, path, how, endpoint) in group)
                {
                    var backend = endpoints.Single(one => one.Name == endpoint).Url;
                    await using var node = RunningProcess.Start(
                        "node", [script, new Uri(address, path).ToString(), how, backend.ToString(), endpoint], Repository.Clients);
                    var code = await node.WaitForExitAsync();
                    Assert.True(code == 0, $"{script} {path} before {endpoint}, engine {engine}:\n{node.Output}");
                }
            }
            finally
            {
                turns.Release();
            }
        }));
    }

    /// <summary>All backends list all models; an endpoint takes those that begin with its name, so that a model's name says who answers.</summary>
    private static string Configuration(string engine, (string Name, string Type, Uri Url)[] endpoints)
    {
        var text = OllaProcesses.Configuration(engine, endpoints) + "\ntranslators:\n  anthropic: { max_message_size: 200000 }\n";
        return endpoints.Aggregate(text, (written, endpoint) => written.Replace(
            $"name: {endpoint.Name},", $"name: {endpoint.Name}, model_filter: {{ include: [\"{endpoint.Name}.*\"] }},", StringComparison.Ordinal));
    }

    private static async Task<(RunningProcess Process, Uri[] Addresses)> StartMocksAsync(string[] names)
    {
        var mappings = Path.Combine(Repository.Root, "tests", "Olla.EndToEnd.Tests", "mappings");
        var models = string.Join(',', names.SelectMany(name => Models.Select(model => $"{name}.{model}")));
        var number = names.Length.ToString(CultureInfo.InvariantCulture);
        var (mock, first) = await OllaProcesses.StartMockAsync("--mappings", mappings, "--models", models, "--backends", number);
        if (names.Length == 1)
        {
            return (mock, [first]);
        }

        await mock.WaitForLineAsync(line => line.EndsWith($"name=mock-{number}", StringComparison.Ordinal));
        var addresses = mock.Output.Split('\n').Where(line => line.StartsWith("listening on ", StringComparison.Ordinal)).Select(line => new Uri(line.Split(' ')[2]));
        return (mock, [.. addresses]);
    }
}
