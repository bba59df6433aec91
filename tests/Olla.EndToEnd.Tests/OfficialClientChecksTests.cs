using System.Globalization;
using Olla.EndToEnd.Tests.Processes;

namespace Olla.EndToEnd.Tests;

/// <summary>
/// Everything that users of the official npm clients do, unmodified: lists, answers whole and streamed, tools, images, embeddings, errors of every
/// class, their own retries, aborts and broken streams.
/// </summary>
public sealed class OfficialClientChecksTests
{
    private const string Models =
        "mock-model,tool,parallel,noargs,thinking,vision,bytes,cut,busy,status-400,status-401,status-403,status-404,status-409,status-413,"
        + "status-422,status-429,status-500,status-503,status-529";

    /// <summary>Fleets, and what runs against them: script, path below the proxy, what of it, type of the endpoint that answers.</summary>
    private static readonly Dictionary<string, (string Script, string Path, string Part, string Type)[]> Fleets = new()
    {
        ["every provider by its prefix"] =
        [
            ("openai.mjs", "olla/vllm/v1", "both", "vllm"),
            ("openai.mjs", "olla/vllm-mlx/v1", "both", "vllm-mlx"),
            ("openai.mjs", "olla/sglang/v1", "both", "sglang"),
            ("openai.mjs", "olla/lmdeploy/v1", "both", "lmdeploy"),
            ("openai.mjs", "olla/litellm/v1", "both", "litellm"),
            ("openai.mjs", "olla/llama-cpp/v1", "both", "llamacpp"),
            ("openai.mjs", "olla/omlx/v1", "both", "omlx"),
            ("openai.mjs", "olla/lm_studio/v1", "both", "lm-studio"),
            ("openai.mjs", "olla/lemonade/api/v1", "both", "lemonade"),
            ("openai.mjs", "olla/dmr/engines/v1", "both", "docker-model-runner"),
            ("ollama.mjs", "olla/ollama", "-", "ollama"),
        ],
        ["a server that speaks OpenAI only"] =
        [
            ("openai.mjs", "olla/openai/v1", "both", "openai-compatible"),
            ("openai.mjs", "olla/proxy/v1", "both", "openai-compatible"),
            ("anthropic.mjs", "olla/anthropic", "translation", "openai-compatible"),
        ],
        ["a server that speaks OpenAI at paths of its own"] = [("anthropic.mjs", "olla/anthropic", "translation", "lemonade")],
        ["a server that speaks Anthropic too"] = [("anthropic.mjs", "olla/anthropic", "passthrough", "vllm")],
        ["a server that speaks Anthropic at a path of its own"] = [("anthropic.mjs", "olla/anthropic", "passthrough", "docker-model-runner")],
    };

    public static TheoryData<string, string> EnginesAndFleets
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var fleet in Fleets.Keys)
            {
                data.Add("sherpa", fleet);
                data.Add("olla", fleet);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(EnginesAndFleets))]
    public async Task An_official_client_finds_everything_as_it_expects_it(string engine, string fleet)
    {
        using var folder = new TemporaryFolder();
        var clients = Fleets[fleet];
        var types = clients.Select(client => client.Type).Distinct().ToArray();
        var (mock, backends) = await StartMocksAsync(types.Length);
        await using var mockLife = mock;
        var endpoints = types.Select((type, index) => (Name: type, Type: type, Url: backends[index])).ToArray();
        var text = OllaProcesses.Configuration(engine, endpoints) + "\ntranslators:\n  anthropic: { max_message_size: 200000 }\n";
        var (proxy, address) = await OllaProcesses.StartProxyAsync(folder.Write("olla.yaml", text));
        await using var proxyLife = proxy;
        // Clients of one backend take turns, since a check may leave it out of routing; others need not wait for them.
        using var turns = new SemaphoreSlim(2);
        await Task.WhenAll(clients.GroupBy(client => client.Type).Select(async group =>
        {
            await turns.WaitAsync();
            try
            {
                foreach (var (script, path, part, type) in group)
                {
                    var backend = endpoints.Single(endpoint => endpoint.Type == type).Url;
                    await using var node = RunningProcess.Start("node", [script, new Uri(address, path).ToString(), part, backend.ToString()], Repository.Clients);
                    var code = await node.WaitForExitAsync();
                    Assert.True(code == 0, $"{script} {path} before {type}, engine {engine}:\n{node.Output}");
                }
            }
            finally
            {
                turns.Release();
            }
        }));
    }

    private static async Task<(RunningProcess Process, Uri[] Addresses)> StartMocksAsync(int count)
    {
        var mappings = Path.Combine(Repository.Root, "tests", "Olla.EndToEnd.Tests", "mappings");
        var number = count.ToString(CultureInfo.InvariantCulture);
        var (mock, first) = await OllaProcesses.StartMockAsync("--mappings", mappings, "--models", Models, "--backends", number);
        if (count == 1)
        {
            return (mock, [first]);
        }

        await mock.WaitForLineAsync(line => line.EndsWith($"name=mock-{number}", StringComparison.Ordinal));
        var addresses = mock.Output.Split('\n').Where(line => line.StartsWith("listening on ", StringComparison.Ordinal)).Select(line => new Uri(line.Split(' ')[2]));
        return (mock, [.. addresses]);
    }
}
