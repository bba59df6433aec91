using System.Net;

namespace Olla.EndToEnd.Tests;

/// <summary>Every route and every error that a client can meet, asked of a real proxy in front of real mock backends, for both engines.</summary>
public sealed class EveryRouteTests(MockPair shared) : IClassFixture<MockPair>
{
    private const string Hello = """{"model":"gpu-model","messages":[{"role":"user","content":"hi"}],"max_tokens":3}""";
    private const string Text = "text/plain; charset=utf-8";
    private const string Big = RunningFleet.Big;
    private const string Mid = RunningFleet.Mid;
    private const string Chunked = RunningFleet.Chunked;
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
        ("GET", "/olla/anthropic/v1/models/gpu-model", "", 200, "", "\"display_name\":\"gpu-model\""),
        ("GET", "/olla/anthropic/v1/messages", "", 405, Json, "\"type\":\"error\""),
        ("GET", "/olla/anthropic/v1/nothing", "", 404, Json, "not_found_error"),
        ("POST", "/olla/anthropic/v1/messages", "{", 400, Json, "invalid_request_error"),
        ("POST", "/olla/anthropic/v1/messages/count_tokens", "{", 400, Json, "invalid_request_error"),
        ("POST", "/olla/anthropic/v1/messages", Mid, 413, Json, "request body exceeds maximum size (50000 bytes)"),
        ("POST", "/olla/anthropic/v1/messages/count_tokens", Mid, 413, Json, "request body exceeds maximum size of 50000 bytes"),
        ("POST", "/olla/anthropic/v1/messages", Big, 413, Json, "request_too_large"),
        ("POST", "/olla/anthropic/v1/messages", Chunked, 413, Json, "request_too_large"),
        ("POST", "/olla/anthropic/v1/messages", Faulty("status(code=429,retryAfter=2)"), 429, Json, "rate_limit_error"),
        ("POST", "/olla/anthropic/v1/messages", Faulty("status(code=500)"), 500, Json, "api_error"),
        ("GET", "/olla/openai/v1/models", "", 200, Json, "gpu-model"),
        ("GET", "/olla/openai/v1/models/gpu-model", "", 200, Json, "\"id\":\"gpu-model\""),
        ("GET", "/olla/openai-compatible/v1/models", "", 200, Json, "gpu-model"),
        ("GET", "/olla/lmstudio/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/lmstudio/api/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/lmstudio/api/v0/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/lm-studio/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/lm-studio/api/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/lm_studio/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/lm_studio/api/v0/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/vllm/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/vllm-mlx/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/sglang/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/lmdeploy/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/litellm/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/omlx/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/llamacpp/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/llama-cpp/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/llama_cpp/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/dmr/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/lemonade/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/lemonade/api/v1/models", "", 200, Json, "\"data\":[]"),
        ("GET", "/olla/dmr/engines/v1/models", "", 200, Json, "\"data\":[]"),
        ("POST", "/olla/dmr/v1/chat/completions", Hello, 404, Json, "No dmr endpoints available"),
        ("POST", "/olla/vllm/tokenize", "{}", 404, Json, "No vllm endpoints available"),
        ("POST", "/olla/vllm-mlx/v1/x", "{}", 404, Json, "No vllm-mlx endpoints available"),
        ("POST", "/olla/sglang/generate", "{}", 404, Json, "No sglang endpoints available"),
        ("POST", "/olla/lmdeploy/v1/encode", "{}", 404, Json, "No lmdeploy endpoints available"),
        ("POST", "/olla/litellm/v1/x", "{}", 404, Json, "No litellm endpoints available"),
        ("POST", "/olla/omlx/v1/rerank", "{}", 404, Json, "No omlx endpoints available"),
        ("POST", "/olla/llamacpp/infill", "{}", 404, Json, "No llamacpp endpoints available"),
        ("POST", "/olla/lemonade/api/v1/load", "{}", 404, Json, "No lemonade endpoints available"),
        ("POST", "/olla/lmstudio/v1/chat/completions", Hello, 404, Json, "endpoints available"),
        ("GET", "/internal/ui", "", 307, "", ""),
        ("GET", "/internal/ui/", "", 200, "text/html; charset=utf-8", "<html"),
        ("GET", "/internal/ui/a/page", "", 200, "text/html; charset=utf-8", "<html"),
        ("GET", "/internal/ui/assets/none.js", "", 404, Text, "404 page not found"),
        ("POST", "/internal/ui/", "{}", 405, Text, "Method Not Allowed"),
        ("GET", "/internal/ui/?FOREIGN", "", 403, Text, "host not accepted"),
        ("GET", "/internal/status/models/gpu-model", "", 404, Text, "404 page not found"),
        ("GET", "/internal/status/endpoints/gpu", "", 404, Text, "404 page not found"),
        ("HEAD", "/internal/health", "", 200, Json, ""),
        ("POST", "/version", "{}", 405, Text, "Method Not Allowed"),
        ("GET", "/internal/health", Chunked, 413, Text, "Request body too large"),
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
        ("POST", "/olla/openai/v1/chat/completions", Big, 413, Json, "Request body too large"),
        ("POST", "/olla/openai/v1/chat/completions", Chunked, 413, Json, "Request body too large"),
        ("POST", "/olla/ollama/api/chat", Big, 413, Json, "{\"error\":\"Request body too large\"}"),
        ("POST", "/olla/openai/v1/chat/completions", "{", 200, Json, "\"choices\""),
        ("GET", "/internal/health?BIGHEAD", "", 431, Text, "Request headers too large"),
        ("GET", "/internal/health?HUGEHEAD", "", 431, "", ""),
    ];

    [Theory]
    [InlineData("sherpa")]
    [InlineData("olla")]
    [InlineData("olla, relay: portable")]
    public async Task Every_route_answers_as_its_page_says(string engine)
    {
        await using var fleet = await RunningFleet.StartAsync(engine, shared);
        Assert.Equal("", await WrongAsync(fleet, Answers));
    }

    /// <summary>What is answered by a proxy that has switched off what it can, and is short of patience.</summary>
    private static readonly (string Method, string Path, string Body, int Status, string Type, string Part)[] Refusals =
    [
        ("GET", "/olla/models", "", 200, Json, "\"models_by_family\""),
        ("GET", "/olla/models/gpu-model", "", 501, Text, "enable_unifier"),
        ("GET", "/olla/proxy/v1/models", "", 500, Json, "enable_unifier"),
        ("GET", "/olla/openai/v1/models", "", 500, Json, "enable_unifier"),
        ("GET", "/olla/ollama/api/tags", "", 500, Json, "{\"error\":\"models are not unified"),
        ("GET", "/olla/anthropic/v1/models", "", 500, Json, "api_error"),
        ("GET", "/internal/ui", "", 404, Text, "404 page not found"),
        ("GET", "/internal/ui/", "", 404, Text, "404 page not found"),
        ("POST", "/olla/openai/v1/chat/completions", """{"model":"nobody-has-it"}""", 503, Json, "model_unavailable_after_discovery"),
        ("POST", "/olla/anthropic/v1/messages", """{"model":"nobody-has-it","max_tokens":3,"messages":[{"role":"user","content":"hi"}]}""", 503, Json, "api_error"),
        ("POST", "/olla/openai/v1/chat/completions", Hello, 200, Json, "\"choices\""),
        ("POST", "/olla/openai/v1/chat/completions", """{"model":"gpu-model","stream":true,"user":"fault=slowHeaders(for=20s)"}""", 504, Json, "Proxy error: "),
        ("POST", "/olla/anthropic/v1/messages", Faulty("slowHeaders(for=20s)"), 504, Json, "timeout_error"),
    ];

    [Theory]
    [InlineData("sherpa")]
    [InlineData("olla")]
    public async Task Whatever_is_switched_off_or_late_is_told_in_the_words_of_its_route(string engine)
    {
        await using var fleet = await RunningFleet.StartAsync(engine, shared, """
              cors: { enabled: true, allowed_origins: ["https://app.test"] }
              read_timeout: 1s
              read_header_timeout: 1s
              idle_timeout: 60s
            """, """
            dashboard: { enabled: false }
            model_registry:
              enable_unifier: false
              routing_strategy: { type: discovery, options: { discovery_refresh_on_miss: true, fallback_behavior: compatible_only } }
            """, "500ms");
        Assert.Equal("", await WrongAsync(fleet, Refusals));
        using var preflight = await fleet.AskAsync("OPTIONS", "/nowhere", "", ("Origin", "https://app.test"), ("Access-Control-Request-Method", "POST"));
        using var foreign = await fleet.AskAsync("OPTIONS", "/nowhere", "", ("Origin", "https://evil.test"), ("Access-Control-Request-Method", "POST"));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (preflight.StatusCode, foreign.StatusCode));
        Assert.Equal("https://app.test", preflight.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.False(foreign.Headers.Contains("Access-Control-Allow-Origin"));

        const string Half = " HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{";
        var answers = await Task.WhenAll(
            fleet.TalkAsync("POST /olla/openai/v1/chat/completions" + Half),
            fleet.TalkAsync("POST /olla/anthropic/v1/messages" + Half),
            fleet.TalkAsync("GET /internal/health HTTP/1.1\r\nHost: h\r\nX-Never-En"));
        Assert.StartsWith("HTTP/1.1 502 ", answers[0], StringComparison.Ordinal);
        Assert.Contains("server.read_timeout (1s)", answers[0], StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400 ", answers[1], StringComparison.Ordinal);
        Assert.Contains("invalid_request_error", answers[1], StringComparison.Ordinal);
        // Whose head never ends is cut off, told or not.
        Assert.True(answers[2].Length == 0 || answers[2].StartsWith("HTTP/1.1 408 ", StringComparison.Ordinal), answers[2]);

        await OpenBreakerAsync(engine, fleet);
    }

    /// <summary>Five failures in a row and nobody else to ask: engine olla then answers at once, without another look at the endpoint.</summary>
    private static async Task OpenBreakerAsync(string engine, RunningFleet fleet)
    {
        var late = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => fleet.AskAsync(
            "POST", "/olla/openai/v1/chat/completions", """{"model":"gpu-model","stream":true,"user":"fault=slowHeaders(for=20s)"}""")));
        // One that set out late, on a slow machine, may find the breaker open already.
        Assert.All(late, answer => Assert.True(answer.StatusCode is HttpStatusCode.GatewayTimeout or HttpStatusCode.BadGateway));
        using var next = await fleet.AskAsync("POST", "/olla/openai/v1/chat/completions", Hello);
        using var message = await fleet.AskAsync("POST", "/olla/anthropic/v1/messages", Faulty(""));
        var (text, envelope) = (await next.Content.ReadAsStringAsync(), await message.Content.ReadAsStringAsync());
        if (engine == "sherpa")
        {
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (next.StatusCode, message.StatusCode));
            return;
        }

        Assert.Equal((HttpStatusCode.BadGateway, HttpStatusCode.BadGateway), (next.StatusCode, message.StatusCode));
        Assert.Contains("Proxy error: endpoint selection failed", text, StringComparison.Ordinal);
        Assert.Contains("api_error", envelope, StringComparison.Ordinal);
    }

    /// <summary>A message whose backend is to show a fault; a stream, so that its head is due at once.</summary>
    private static string Faulty(string fault) =>
        "{\"model\":\"gpu-model\",\"max_tokens\":3,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"metadata\":{\"user_id\":\"" + (fault.Length > 0 ? "fault=" + fault : "somebody") + "\"}}";

    /// <summary>The rows that are answered otherwise, with what came.</summary>
    private static async Task<string> WrongAsync(
        RunningFleet fleet, IEnumerable<(string Method, string Path, string Body, int Status, string Type, string Part)> rows)
    {
        var wrong = new List<string>();
        foreach (var (method, path, body, status, type, part) in rows)
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

        return string.Join('\n', wrong);
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

        // The only endpoint with the model closes without an answer: no other candidate is left. It is not out for others: the probe decides that.
        using var reset = await fleet.AskAsync("POST", "/olla/openai/v1/chat/completions", """{"model":"gpu-model","messages":[],"user":"fault=reset"}""");
        using var served = await fleet.AskAsync("POST", "/olla/openai/v1/chat/completions", Hello);
        await own.DisposeAsync();
        using var gone = await fleet.AskAsync("POST", "/olla/openai/v1/chat/completions", Hello);
        using var unavailable = await fleet.AskAsync("POST", "/olla/openai/v1/chat/completions", Hello);
        using var refused = await fleet.AskAsync("POST", "/olla/ollama/api/chat", """{"model":"llama3.2","messages":[]}""");
        using var scoped = await fleet.AskAsync("POST", "/olla/ollama/api/chat", "{}");
        using var nobody = await fleet.AskAsync("POST", "/olla/proxy/tokenize", "{}");

        Assert.Equal(HttpStatusCode.BadGateway, reset.StatusCode);
        Assert.Contains("Proxy error: all endpoints failed with connection errors: ", await reset.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        Assert.Equal(HttpStatusCode.BadGateway, gone.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unavailable.StatusCode);
        Assert.Equal("model_unavailable", unavailable.Headers.GetValues("X-Olla-Routing-Reason").Single());
        Assert.Equal(HttpStatusCode.BadGateway, refused.StatusCode);
        Assert.Equal((HttpStatusCode.NotFound, """{"error":"No ollama endpoints available"}"""), (scoped.StatusCode, await scoped.Content.ReadAsStringAsync()));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "no healthy endpoints available\n"), (nobody.StatusCode, await nobody.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("sherpa")]
    [InlineData("olla")]
    public async Task A_model_that_a_backend_got_since_the_start_is_found_and_served(string engine)
    {
        const string Late = """{"model":"late-model","messages":[{"role":"user","content":"hi"}],"max_tokens":3}""";
        await using var own = await MockPair.StartAsync();
        await using var fleet = await RunningFleet.StartAsync(engine, own, rest: """
            model_registry:
              routing_strategy: { type: discovery, options: { discovery_refresh_on_miss: true, discovery_timeout: 30s, fallback_behavior: compatible_only } }
            """);
        using var before = await fleet.AskAsync("POST", "/olla/openai/v1/chat/completions", Late);
        using (var mock = new HttpClient { BaseAddress = own.OpenAi })
        {
            using var list = new StringContent("""
                {"Request":{"Path":"/v1/models","Methods":["GET"]},"Priority":-1000,"Response":{"StatusCode":200,"Headers":{"Content-Type":"application/json"},
                 "Body":"{\"object\":\"list\",\"data\":[{\"id\":\"gpu-model\",\"object\":\"model\"},{\"id\":\"late-model\",\"object\":\"model\"}]}"}}
                """, System.Text.Encoding.UTF8, Json);
            using var added = await mock.PostAsync(new Uri("/__admin/mappings", UriKind.Relative), list);
            Assert.True(added.IsSuccessStatusCode);
        }

        using var after = await fleet.AskAsync("POST", "/olla/openai/v1/chat/completions", Late);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "model_unavailable_after_discovery"), (before.StatusCode, before.Headers.GetValues("X-Olla-Routing-Reason").Single()));
        Assert.Equal((HttpStatusCode.OK, "model_found"), (after.StatusCode, after.Headers.GetValues("X-Olla-Routing-Reason").Single()));
        Assert.Equal("gpu", after.Headers.GetValues("X-Olla-Endpoint").Single());
        Assert.Contains("\"model\":\"late-model\"", await after.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sherpa")]
    [InlineData("olla")]
    public async Task Whoever_asks_too_often_is_told_when_to_come_back(string engine)
    {
        await using var fleet = await RunningFleet.StartAsync(engine, shared, "  rate_limits: { per_ip_requests_per_minute: 1, global_requests_per_minute: 0, burst_size: 2 }");
        using var first = await fleet.AskAsync("POST", "/olla/openai/v1/chat/completions", Hello);
        using var message = await fleet.AskAsync("POST", "/olla/anthropic/v1/messages", Faulty(""));
        using var second = await fleet.AskAsync("POST", "/olla/openai/v1/chat/completions", Hello);
        using var refused = await fleet.AskAsync("POST", "/olla/anthropic/v1/messages", Faulty(""));
        using var local = await fleet.AskAsync("GET", "/internal/status", "");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (first.StatusCode, second.StatusCode, local.StatusCode));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (message.StatusCode, refused.StatusCode));
        Assert.Contains("rate_limit_error", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("1", second.Headers.GetValues("X-RateLimit-Limit").Single());
        Assert.NotNull(second.Headers.RetryAfter);
        Assert.Contains("Too Many Requests", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
