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
    [InlineData("ollama", "/api/tags", "\"digest\":\"3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d\"")]
    [InlineData("ollama", "/api/ps", "\"name\":\"b\"")]
    [InlineData("ollama", "/api/version", "\"version\":\"")]
    [InlineData("ollama", "/v1/models", "\"id\":\"b\"")]
    [InlineData("lm-studio", "/api/v0/models", "\"max_context_length\":32768")]
    [InlineData("llamacpp", "/v1/models", "\"n_ctx_train\":131072")]
    [InlineData("llamacpp", "/props", "\"total_slots\":4")]
    [InlineData("vllm", "/v1/models", "\"max_model_len\":32768")]
    [InlineData("vllm", "/version", "\"version\":\"")]
    [InlineData("vllm-mlx", "/v1/models", "\"owned_by\":\"vllm-mlx\"")]
    [InlineData("sglang", "/v1/models", "\"owned_by\":\"sglang\"")]
    [InlineData("lmdeploy", "/is_sleeping", "\"is_sleeping\":false")]
    [InlineData("lmdeploy", "/v1/models", "\"permission\":[{")]
    [InlineData("lemonade", "/api/v1/models", "\"checkpoint\":\"mock-org/b-GGUF:Q4_K_M\"")]
    [InlineData("lemonade", "/api/v1/health", "\"status\":\"ok\"")]
    [InlineData("litellm", "/models", "\"id\":\"b\"")]
    [InlineData("litellm", "/health/liveness", "alive")]
    [InlineData("docker-model-runner", "/engines/llama.cpp/v1/models", "\"owned_by\":\"docker\"")]
    [InlineData("omlx", "/v1/models/status", "\"loaded\":true")]
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

    public static TheoryData<string, string, string, string> OtherApis
    {
        get
        {
            var data = new TheoryData<string, string, string, string>();
            foreach (var provider in new[] { "ollama", "lm-studio", "vllm", "omlx", "vllm-mlx", "llamacpp" })
            {
                data.Add(provider, "/v1/messages", "\"type\":\"message\"", "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
            }

            data.Add("docker-model-runner", "/anthropic/v1/messages", "\"type\":\"message\"", "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
            foreach (var provider in new[] { "ollama", "lm-studio", "vllm", "omlx", "litellm" })
            {
                data.Add(provider, "/v1/responses", "\"object\":\"response\"", "}}}\n\n");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(OtherApis))]
    public async Task Messages_and_responses_are_answered_whole_and_streamed_where_the_provider_has_them(string provider, string path, string whole, string end)
    {
        using var backend = new TestBackend(provider);
        using var one = await backend.PostAsync(path, """{"model":"m","max_tokens":3,"messages":[],"input":"x","stream":false}""");
        using var streamed = await backend.PostAsync(path, """{"model":"m","max_tokens":3,"messages":[],"input":"x","stream":true}""");

        Assert.Contains(whole, (await one.Content.ReadAsStringAsync()).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("text/event-stream", streamed.Content.Headers.ContentType!.MediaType);
        Assert.EndsWith(end, await streamed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData(""","stream":true""", 1)]
    [InlineData(""","stream":true,"stream_options":{"include_usage":true}""", 1)]
    public async Task Llamacpp_tells_its_timings_once_at_the_end(string wishes, int times)
    {
        using var backend = new TestBackend("llamacpp");
        foreach (var path in new[] { "/v1/chat/completions", "/v1/completions" })
        {
            using var response = await backend.PostAsync(path, $$"""{"model":"m","prompt":"hi","messages":[],"max_tokens":3{{wishes}}}""");
            var body = await response.Content.ReadAsStringAsync();
            var last = body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Last(line => line != "data: [DONE]");

            Assert.Equal(times, body.Split("\"timings\":{\"cache_n\":0,").Length - 1);
            Assert.Contains("\"predicted_n\":3,\"predicted_ms\":", last, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("lm-studio", "/api/v0/chat/completions", 200)]
    [InlineData("llamacpp", "/v1/chat/completions", 200)]
    [InlineData("vllm", "/v1/completions", 200)]
    [InlineData("vllm-mlx", "/v1/chat/completions", 200)]
    [InlineData("sglang", "/v1/chat/completions", 200)]
    [InlineData("lmdeploy", "/v1/completions", 200)]
    [InlineData("lemonade", "/api/v1/chat/completions", 200)]
    [InlineData("litellm", "/chat/completions", 200)]
    [InlineData("docker-model-runner", "/engines/v1/chat/completions", 200)]
    [InlineData("omlx", "/v1/chat/completions", 200)]
    [InlineData("ollama", "/v1/chat/completions", 200)]
    [InlineData("lmdeploy", "/v1/embeddings", 400)]
    [InlineData("vllm", "/no/such/path", 404)]
    [InlineData("lm-studio", "/no/such/path", 200)]
    public async Task Every_provider_streams_where_its_clients_ask_and_fails_in_its_own_way(string provider, string path, int status)
    {
        using var backend = new TestBackend(provider);
        using var response = await backend.PostAsync(path, """{"model":"m","messages":[],"prompt":"hi","stream":true,"max_tokens":3}""");
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal(status, (int)response.StatusCode);
        var streams = path.EndsWith("completions", StringComparison.Ordinal);
        Assert.Equal(streams, body.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal));
        Assert.True(streams || body.Contains("error", StringComparison.Ordinal) || body.Contains("Not Found", StringComparison.Ordinal), body);
    }

    [Theory]
    [InlineData("openai", "/v1/chat/completions", 404, """{"error":{"message":"The model `no-such` does not exist or you do not have access to it.","type":"invalid_request_error","param":null,"code":"model_not_found"}}""")]
    [InlineData("ollama", "/api/chat", 404, """{"error":"model 'no-such' not found"}""")]
    [InlineData("ollama", "/v1/chat/completions", 404, """{"error":{"message":"model 'no-such' not found","type":"not_found_error","param":null,"code":null}}""")]
    [InlineData("ollama", "/v1/messages", 404, """{"type":"error","error":{"type":"not_found_error","message":"model 'no-such' not found"}}""")]
    [InlineData("lm-studio", "/v1/chat/completions", 400, "\"code\":\"model_not_found\"")]
    [InlineData("vllm", "/v1/completions", 404, """{"error":{"message":"The model `no-such` does not exist.","type":"NotFoundError","param":"model","code":404}}""")]
    [InlineData("vllm", "/v1/responses", 404, "NotFoundError")]
    [InlineData("vllm-mlx", "/v1/chat/completions", 404, """{"detail":"The model 'no-such' does not exist. Available model: 'qwen3:8b'"}""")]
    [InlineData("lmdeploy", "/v1/chat/completions", 404, """{"message":"The model 'no-such' does not exist.","type":"invalid_request_error","code":404,"param":null,"object":"error"}""")]
    [InlineData("lemonade", "/api/v1/chat/completions", 404, "\"type\":\"model_not_found\"")]
    [InlineData("litellm", "/chat/completions", 400, "Invalid model name passed in model=no-such.")]
    [InlineData("docker-model-runner", "/engines/v1/chat/completions", 404, "model not found\n")]
    [InlineData("omlx", "/v1/chat/completions", 404, "Model 'no-such' not found. Available models: qwen3:8b, llama")]
    [InlineData("llamacpp", "/v1/chat/completions", 200, "\"choices\"")]
    [InlineData("sglang", "/v1/chat/completions", 200, "\"choices\"")]
    public async Task A_model_it_does_not_have_is_refused_as_the_real_server_does_it(string provider, string path, int status, string expected)
    {
        using var backend = new TestBackend(provider, models: ["qwen3:8b", "llama"], isTolerant: false);
        foreach (var stream in new[] { "true", "false" })
        {
            using var refused = await backend.PostAsync(path, $$"""{"model":"no-such","messages":[],"prompt":"x","input":"x","max_tokens":2,"stream":{{stream}}}""");
            Assert.Equal(status, (int)refused.StatusCode);
            Assert.Contains(expected, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        // Its own are answered, Ollama's also without the tag that means the latest, and so is a request that names none.
        foreach (var model in new[] { "\"qwen3:8b\"", provider == "ollama" ? "\"LLAMA:latest\"" : "\"llama\"", "\"\"" })
        {
            using var answered = await backend.PostAsync(path, $$"""{"model":{{model}},"messages":[],"prompt":"x","input":"x","max_tokens":2,"stream":false}""");
            Assert.Equal((model, 200), (model, (int)answered.StatusCode));
        }
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
