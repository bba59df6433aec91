using System.Net;
using System.Text;
using Olla.EndToEnd.Tests.Processes;

namespace Olla.EndToEnd.Tests;

/// <summary>Every route and every error that a client can meet, asked of a real proxy in front of real mock backends, for both engines.</summary>
public sealed class EveryRouteTests(MockPair shared) : IClassFixture<MockPair>
{
    private const string Hello = """{"model":"gpu-model","messages":[{"role":"user","content":"hi"}],"max_tokens":3}""";
    private const string Text = "text/plain; charset=utf-8";
    private const string Json = "application/json";

    /// <summary>Method, path, body (empty for none), status, content type (empty for any), and a text that the answer must hold.</summary>
    private static readonly (string Method, string Path, string Body, int Status, string Type, string Part)[] Answers =
    [
        ("GET", "/internal/health", "", 200, Json, "{\"status\":\"healthy\"}"),
        ("GET", "/internal/status", "", 200, Json, "\"endpoints_up\":\"2/2\""),
        ("GET", "/internal/status/endpoints", "", 200, Json, "\"routable_count\":2"),
        ("GET", "/internal/status/models", "", 200, Json, "\"models_by_family\""),
        ("GET", "/internal/status/models?detailed=true&group=family", "", 200, Json, "\"model_groups\""),
        ("GET", "/internal/stats/models", "", 200, Json, "\"summary\""),
        ("GET", "/internal/stats/translators", "", 200, Json, "\"translators\""),
        ("GET", "/internal/stats/sticky", "", 200, Json, "{\"enabled\":false}"),
        ("GET", "/internal/process", "", 200, Json, "\"garbage_collection\""),
        ("GET", "/internal/metrics", "", 200, "text/plain; version=0.0.4; charset=utf-8", "olla_endpoint_up{endpoint=\"gpu\",status=\"healthy\"} 1"),
        ("GET", "/version", "", 200, Json, "\"capabilities\""),
        ("GET", "/olla/models", "", 200, Json, "\"object\":\"list\""),
        ("GET", "/olla/models?format=ollama", "", 200, Json, "\"models\":["),
        ("GET", "/olla/models?format=nonsense", "", 400, Text, "nonsense"),
        ("GET", "/olla/models?available=perhaps", "", 400, Text, "perhaps"),
        ("GET", "/olla/models/gpu-model", "", 200, Json, "\"endpoints\":[\"gpu\"]"),
        ("GET", "/olla/models/nobody", "", 404, Text, "Model not found"),
        ("GET", "/olla/models/", "", 400, Text, "Model id is missing"),
        ("GET", "/olla/proxy/v1/models", "", 200, Json, "\"owned_by\":\"olla\""),
        ("POST", "/olla/proxy/v1/chat/completions", Hello, 200, Json, "\"choices\""),
        ("POST", "/olla/openai/v1/chat/completions", Hello, 200, Json, "\"choices\""),
        ("POST", "/olla/openai-compatible/v1/completions", """{"model":"gpu-model","prompt":"x","max_tokens":2}""", 200, Json, "\"choices\""),
        ("POST", "/olla/openai/v1/embeddings", """{"model":"gpu-model","input":"x"}""", 200, Json, "\"embedding\""),
        ("POST", "/olla/ollama/api/chat", """{"model":"llama3.2","messages":[],"stream":false,"options":{"num_predict":2}}""", 200, "", "\"done\":true"),
        ("POST", "/olla/ollama/api/generate", """{"model":"llama3.2","prompt":"x","stream":false,"options":{"num_predict":2}}""", 200, "", "\"done\":true"),
        ("GET", "/olla/ollama/api/version", "", 200, "", "version"),
        ("GET", "/olla/ollama/api/tags", "", 200, Json, "llama3.2"),
        ("GET", "/olla/ollama/v1/models", "", 200, Json, "llama3.2"),
        ("POST", "/olla/ollama/api/show", "{}", 501, Json, "\"error\""),
        ("POST", "/olla/ollama/api/pull", "{}", 501, Json, "\"error\""),
        ("GET", "/olla/ollama/api/list", "", 501, Json, "\"error\""),
        ("POST", "/olla/ollama/api/push", "{}", 501, Json, "\"error\""),
        ("POST", "/olla/ollama/api/create", "{}", 501, Json, "\"error\""),
        ("POST", "/olla/ollama/api/copy", "{}", 501, Json, "\"error\""),
        ("DELETE", "/olla/ollama/api/delete", "{}", 501, Json, "\"error\""),
        ("POST", "/olla/anthropic/v1/messages", """{"model":"gpu-model","max_tokens":3,"messages":[{"role":"user","content":"hi"}]}""", 200, "", "\"type\":\"message\""),
        ("POST", "/olla/anthropic/v1/messages", "{}", 400, "", "\"type\":\"error\""),
        ("POST", "/olla/anthropic/v1/messages", """{"model":"nobody-has-it","max_tokens":3,"messages":[{"role":"user","content":"hi"}]}""", 404, "", "not_found_error"),
        ("POST", "/olla/anthropic/v1/messages/count_tokens", """{"model":"gpu-model","messages":[{"role":"user","content":"hi"}]}""", 200, "", "\"input_tokens\""),
        ("GET", "/olla/anthropic/v1/models", "", 200, "", "\"has_more\":false"),
        ("GET", "/olla/lmstudio/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/lm-studio/api/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/lm_studio/api/v0/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/vllm/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/vllm-mlx/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/sglang/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/lmdeploy/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/litellm/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/omlx/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/llamacpp/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/llama-cpp/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/lemonade/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/lemonade/api/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/dmr/engines/v1/models", "", 200, Json, "\"data\":[]"),
        ("POST", "/olla/dmr/v1/chat/completions", Hello, 404, Json, "No dmr endpoints available"),
        ("POST", "/olla/vllm/tokenize", "{}", 404, Json, "No vllm endpoints available"),
        ("GET", "/", "", 404, Text, "404 page not found"),
        ("GET", "/olla/", "", 404, Text, "404 page not found"),
        ("GET", "/olla/nobody/v1/models", "", 404, Text, "404 page not found"),
        ("GET", "/internal/stats", "", 404, Text, "404 page not found"),
        ("POST", "/internal/status", "{}", 405, Text, "Method Not Allowed"),
        ("POST", "/olla/models", "{}", 405, Text, "Method Not Allowed"),
        ("POST", "/olla/proxy", Hello, 307, "", ""),
        ("POST", "/olla//openai/v1/x", Hello, 307, "", ""),
        ("POST", "/olla/openai/v1/chat/completions", """{"model":"nobody-has-it"}""", 404, Json, "model_not_found"),
        ("POST", "/olla/openai/v1/chat/completions", """{"model":"gpu-model","messages":[],"user":"fault=status(code=429,retryAfter=2)"}""", 429, Json, "error"),
        ("POST", "/olla/openai/v1/chat/completions", """{"model":"gpu-model","messages":[],"stream":true,"user":"fault=slowHeaders(for=20s)"}""", 504, Json, "Proxy error: "),
        ("POST", "/olla/openai/v1/chat/completions", "BIG", 413, Json, "Request body too large"),
        ("GET", "/internal/health?BIGHEAD", "", 431, Text, "Request headers too large"),
    ];

    [Theory]
    [InlineData("sherpa")]
    [InlineData("olla")]
    public async Task Every_route_answers_as_its_page_says(string engine)
    {
        await using var fleet = await RunningFleet.StartAsync(engine, shared);
        var wrong = new List<string>();
        foreach (var (method, path, body, status, type, part) in Answers)
        {
            using var answer = await fleet.AskAsync(method, path, body);
            var text = await answer.Content.ReadAsStringAsync();
            var isRight = (int)answer.StatusCode == status && (type.Length == 0 || answer.Content.Headers.ContentType?.ToString() == type)
                && text.Contains(part, StringComparison.Ordinal);
            if (!isRight)
            {
                wrong.Add($"{method} {path}: {(int)answer.StatusCode} {answer.Content.Headers.ContentType} {text[..Math.Min(200, text.Length)]}; expected {status} {type} {part}");
            }
        }

        Assert.Equal([], wrong);
    }

    [Theory]
    [InlineData("sherpa")]
    [InlineData("olla")]
    public async Task Backends_that_break_and_go_are_told_to_the_client(string engine)
    {
        await using var own = await MockPair.StartAsync();
        await using var fleet = await RunningFleet.StartAsync(engine, own);
        var broken = fleet.AskAsync("POST", "/olla/openai/v1/chat/completions", """{"model":"gpu-model","messages":[],"stream":true,"max_tokens":9,"user":"fault=die(after=3)"}""");
        await Assert.ThrowsAnyAsync<Exception>(async () => await (await broken).Content.ReadAsStringAsync());

        // The only endpoint with the model closes without an answer: no other candidate is left, and it is out until it is probed again.
        using var reset = await fleet.AskAsync("POST", "/olla/openai/v1/chat/completions", """{"model":"gpu-model","messages":[],"user":"fault=reset"}""");
        using var unavailable = await fleet.AskAsync("POST", "/olla/openai/v1/chat/completions", Hello);
        await own.DisposeAsync();
        using var refused = await fleet.AskAsync("POST", "/olla/ollama/api/chat", """{"model":"llama3.2","messages":[]}""");
        using var scoped = await fleet.AskAsync("POST", "/olla/ollama/api/chat", "{}");
        using var nobody = await fleet.AskAsync("POST", "/olla/proxy/tokenize", "{}");

        Assert.Equal(HttpStatusCode.BadGateway, reset.StatusCode);
        Assert.Contains("Proxy error: all endpoints failed with connection errors: ", await reset.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unavailable.StatusCode);
        Assert.Equal("model_unavailable", unavailable.Headers.GetValues("X-Olla-Routing-Reason").Single());
        Assert.Equal(HttpStatusCode.BadGateway, refused.StatusCode);
        Assert.Equal((HttpStatusCode.NotFound, """{"error":"No ollama endpoints available"}"""), (scoped.StatusCode, await scoped.Content.ReadAsStringAsync()));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "no healthy endpoints available\n"), (nobody.StatusCode, await nobody.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("sherpa")]
    [InlineData("olla")]
    public async Task Whoever_asks_too_often_is_told_when_to_come_back(string engine)
    {
        await using var fleet = await RunningFleet.StartAsync(engine, shared, "  rate_limits: { per_ip_requests_per_minute: 60, global_requests_per_minute: 0, burst_size: 1 }");
        using var first = await fleet.AskAsync("POST", "/olla/openai/v1/chat/completions", Hello);
        using var second = await fleet.AskAsync("POST", "/olla/openai/v1/chat/completions", Hello);
        using var local = await fleet.AskAsync("GET", "/internal/status", "");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (first.StatusCode, second.StatusCode, local.StatusCode));
        Assert.Equal("60", second.Headers.GetValues("X-RateLimit-Limit").Single());
        Assert.NotNull(second.Headers.RetryAfter);
        Assert.Contains("Too Many Requests", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>A proxy with a mock of each provider behind it.</summary>
    private sealed class RunningFleet(RunningProcess proxy, TemporaryFolder folder, HttpClient http) : IAsyncDisposable
    {
        public static async Task<RunningFleet> StartAsync(
            string engine, MockPair mocks, string limits = "  rate_limits: { per_ip_requests_per_minute: 0, global_requests_per_minute: 0 }")
        {
            var folder = new TemporaryFolder();
            var file = folder.Write("olla.yaml", $$"""
                server:
                {{limits}}
                  request_limits: { max_body_size: 100KB, max_header_size: 8KB }
                proxy: { engine: {{engine}}, response_header_timeout: 2s }
                discovery:
                  static:
                    endpoints:
                      - { url: "{{mocks.OpenAi}}", name: gpu, type: openai-compatible, check_interval: 60s, check_timeout: 30s }
                      - { url: "{{mocks.Ollama}}", name: box, type: ollama, check_interval: 60s, check_timeout: 30s }
                """);
            var (proxy, address) = await OllaProcesses.StartProxyAsync(file);
            var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = address };
            return new RunningFleet(proxy, folder, http);
        }

        public Task<HttpResponseMessage> AskAsync(string method, string path, string body)
        {
            var longHead = path.EndsWith("?BIGHEAD", StringComparison.Ordinal);
            var request = new HttpRequestMessage(new HttpMethod(method), new Uri(
                http.BaseAddress!.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
            if (longHead)
            {
                request.Headers.Add("X-Long", new string('x', 9000));
            }

            if (body.Length > 0)
            {
                request.Content = new StringContent(body == "BIG" ? new string(' ', 200_000) : body, Encoding.UTF8, "application/json");
            }

            return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        }

        public async ValueTask DisposeAsync()
        {
            http.Dispose();
            await proxy.DisposeAsync();
            folder.Dispose();
        }
    }
}
