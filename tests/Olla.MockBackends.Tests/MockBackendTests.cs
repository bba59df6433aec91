using System.Net;
using System.Text.Json;
using Olla.LlmApi;

namespace Olla.MockBackends.Tests;

public sealed class MockBackendTests
{
    [Theory]
    [InlineData("openai", "/v1/models", "\"id\":\"b\"")]
    [InlineData("openai", "/v1/models/some/model", "\"id\":\"some/model\"")]
    [InlineData("openai", "/health", "ok")]
    [InlineData("ollama", "/", "Ollama is running")]
    [InlineData("ollama", "/api/tags", "\"name\":\"b\"")]
    [InlineData("ollama", "/api/ps", "\"name\":\"b\"")]
    [InlineData("ollama", "/api/version", "\"version\":\"")]
    public async Task Lists_and_health_pages_are_served(string provider, string path, string expected)
    {
        using var backend = new TestBackend(provider, models: ["a", "b"]);
        var body = await backend.Client.GetStringAsync(new Uri(path, UriKind.Relative));
        Assert.Contains(expected, body, StringComparison.Ordinal);
        if (path != "/")
        {
            JsonDocument.Parse(body).Dispose();
        }
    }

    [Theory]
    [InlineData("openai", "/v1/embeddings", """{"model":"m","input":"hi"}""", "\"embedding\":[")]
    [InlineData("ollama", "/api/embed", """{"model":"m","input":"hi"}""", "\"embeddings\":[[")]
    [InlineData("ollama", "/api/show", """{"model":"m"}""", "\"details\":{")]
    public async Task Other_requests_are_answered_by_plain_mappings(string provider, string path, string request, string expected)
    {
        using var backend = new TestBackend(provider);
        using var response = await backend.PostAsync(path, request);
        Assert.Contains(expected, (await response.Content.ReadAsStringAsync()).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statistics_count_what_happened_and_a_reset_forgets_it()
    {
        using var backend = new TestBackend(settings: "timeToFirstToken=1ms; interTokenTime=1ms");
        await backend.StreamAsync(Dialect.OpenAiChat, ",\"max_tokens\":6");
        using var before = JsonDocument.Parse(await backend.Client.GetStringAsync(new Uri("/__mock/stats", UriKind.Relative)));
        Assert.Equal((1, 6, 1), (Number(before, "served"), Number(before, "events"), Number(before, "peak")));
        Assert.True(before.RootElement.GetProperty("pacing_error_us").GetProperty("max").GetDouble() >= 0);
        Assert.Equal(JsonValueKind.Number, before.RootElement.GetProperty("process").GetProperty("cpu_user_ms").ValueKind);

        using var reset = await backend.PostAsync("/__mock/reset", "");
        Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);
        using var after = JsonDocument.Parse(await backend.Client.GetStringAsync(new Uri("/__mock/stats", UriKind.Relative)));
        Assert.Equal((0, 0, 0), (Number(after, "served"), Number(after, "events"), Number(after, "peak")));
    }

    [Fact]
    public async Task An_unknown_control_page_says_what_there_is()
    {
        using var backend = new TestBackend();
        using var response = await backend.Client.GetAsync(new Uri("/__mock/statz", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("/__mock/stats", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static int Number(JsonDocument document, string name) => document.RootElement.GetProperty(name).GetInt32();
}
