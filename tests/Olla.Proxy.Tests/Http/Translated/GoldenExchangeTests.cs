using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Olla.Configuration;

namespace Olla.Proxy.Tests.Http.Translated;

/// <summary>
/// Recorded exchanges, one folder each: what the client asks (<c>request.json</c>), what the backend gets (<c>upstream.json</c>) and answers
/// (<c>backend.txt</c>), what the client gets (<c>client.txt</c>).
/// </summary>
public sealed partial class GoldenExchangeTests
{
    public static TheoryData<EngineKind, string, string, string> Exchanges
    {
        get
        {
            var data = new TheoryData<EngineKind, string, string, string>();
            foreach (var engine in new[] { EngineKind.Sherpa, EngineKind.Olla })
            {
                data.Add(engine, "messages-translated", "/olla/anthropic/v1/messages", "openai-compatible");
                data.Add(engine, "messages-translated-stream", "/olla/anthropic/v1/messages", "openai-compatible");
                data.Add(engine, "messages-passed-through", "/olla/anthropic/v1/messages", "vllm");
                data.Add(engine, "messages-passed-through-stream", "/olla/anthropic/v1/messages", "vllm");
                data.Add(engine, "responses-translated", "/olla/openai/v1/responses", "openai-compatible");
                data.Add(engine, "responses-translated-stream", "/olla/openai/v1/responses", "openai-compatible");
                data.Add(engine, "responses-passed-through-stream", "/olla/vllm/v1/responses", "vllm");
                data.Add(engine, "chat", "/olla/openai/v1/chat/completions", "openai-compatible");
                data.Add(engine, "chat-stream", "/olla/openai/v1/chat/completions", "openai-compatible");
                data.Add(engine, "completions-stream", "/olla/openai/v1/completions", "openai-compatible");
                data.Add(engine, "embeddings", "/olla/openai/v1/embeddings", "openai-compatible");
                data.Add(engine, "ollama-chat-stream", "/olla/ollama/api/chat", "ollama");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task An_exchange_is_what_it_was_when_it_was_recorded(EngineKind engine, string name, string path, string type)
    {
        var folder = Path.Combine(Recordings(), name);
        var answer = await File.ReadAllTextAsync(Path.Combine(folder, "backend.txt"));
        var contentType = name.StartsWith("ollama", StringComparison.Ordinal) ? "application/x-ndjson"
            : answer.StartsWith('{') ? "application/json" : "text/event-stream";
        await using var backend = await Backend.StartAsync(answer, contentType);
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend], type: type);
        using var response = await proxy.PostAsync(path, await File.ReadAllTextAsync(Path.Combine(folder, "request.json")));

        await AssertRecordedAsync(folder, "client.txt", Named(await response.Content.ReadAsStringAsync()));
        await AssertRecordedAsync(folder, "upstream.json", Encoding.UTF8.GetString(Assert.Single(backend.Received).Body));
    }

    /// <summary>In the checkout that these tests were built from.</summary>
    private static string Recordings()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Olla.Perf.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException($"No Olla.Perf.sln above {AppContext.BaseDirectory}.");
        }

        return Path.Combine(root.FullName, "tests", "Olla.Proxy.Tests", "Http", "Translated", "Golden");
    }

    private static async Task AssertRecordedAsync(string folder, string file, string actual)
    {
        var recorded = Path.Combine(folder, file);
        if (!File.Exists(recorded))
        {
            Assert.Fail($"{file} was never recorded; this came:\n{actual}");
        }

        Assert.Equal(await File.ReadAllTextAsync(recorded), actual);
    }

    /// <summary>Identifiers and moments are new every time.</summary>
    private static string Named(string answer) => Moment().Replace(Identifier().Replace(answer, "$1_ID"), "\"created_at\":0");

    [GeneratedRegex("(msg|resp|fc|rs|toolu)_(?:01)?[1-9A-HJ-NP-Za-km-z]{22}")]
    private static partial Regex Identifier();

    [GeneratedRegex("\"created_at\":\\d+")]
    private static partial Regex Moment();
}
