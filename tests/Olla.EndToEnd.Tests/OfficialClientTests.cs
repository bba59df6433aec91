using System.Text.Json;
using Olla.EndToEnd.Tests.Processes;
using Olla.EndToEnd.Tests.Wire;

namespace Olla.EndToEnd.Tests;

/// <summary>The official npm clients, unmodified, against the real proxy and the real mock.</summary>
public sealed class OfficialClientTests
{
    public static TheoryData<string, string, string, string, string> Clients => new()
    {
        // engine, provider of the mock, type of the endpoint, script, path below the proxy
        { "sherpa", "openai", "openai-compatible", "openai-chat.mjs", "olla/openai/v1" },
        { "olla", "openai", "openai-compatible", "openai-chat.mjs", "olla/openai/v1" },
        { "sherpa", "ollama", "ollama", "ollama-chat.mjs", "olla/ollama" },
        { "olla", "ollama", "ollama", "ollama-chat.mjs", "olla/ollama" },
    };

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task An_official_client_streams_a_chat_byte_for_byte_as_the_backend_sent_it(
        string engine, string provider, string type, string script, string path)
    {
        using var folder = new TemporaryFolder();
        var (mock, backend) = await OllaProcesses.StartMockAsync("--provider", provider, "--ttft", "5ms", "--itl", "2ms", "--seed", "7");
        await using var mockLife = mock;
        await using var tap = new RecordingTap(backend);
        var configuration = folder.Write("olla.yaml", OllaProcesses.Configuration(engine, ("only", type, tap.Address)));
        var (proxy, address) = await OllaProcesses.StartProxyAsync(configuration);
        await using var proxyLife = proxy;
        using var http = new HttpClient();
        var model = await FirstModelAsync(http, backend, provider);

        var answer = await RunClientAsync(script, new Uri(address, path).ToString(), model);

        Assert.Equal(200, answer.GetProperty("status").GetInt32());
        Assert.Equal("only", answer.GetProperty("endpoint").GetString());
        Assert.NotEmpty(answer.GetProperty("text").GetString()!);
        Assert.True(answer.GetProperty("chunks").GetInt32() >= 12, "the client saw its tokens one by one");
        var received = answer.GetProperty("body").GetBytesFromBase64();
        var sent = tap.Answers.SelectMany(HttpAnswers.Bodies);
        Assert.Contains(sent, body => body.AsSpan().SequenceEqual(received));
    }

    private static async Task<string> FirstModelAsync(HttpClient http, Uri backend, string provider)
    {
        using var list = JsonDocument.Parse(await http.GetStringAsync(new Uri(backend, provider == "ollama" ? "api/tags" : "v1/models")));
        return provider == "ollama"
            ? list.RootElement.GetProperty("models")[0].GetProperty("name").GetString()!
            : list.RootElement.GetProperty("data")[0].GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> RunClientAsync(string script, params string[] arguments)
    {
        await using var node = RunningProcess.Start("node", [script, .. arguments], Repository.Clients);
        var code = await node.WaitForExitAsync();
        Assert.True(code == 0, node.Output);
        return JsonDocument.Parse(node.Output.Trim().Split('\n')[^1]).RootElement;
    }
}
