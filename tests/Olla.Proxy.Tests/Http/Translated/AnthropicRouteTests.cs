using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Olla.Configuration;

namespace Olla.Proxy.Tests.Http.Translated;

/// <summary>What the Anthropic routes answer themselves: errors, counts, models, limits.</summary>
public sealed class AnthropicRouteTests
{
    private const string Ask = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";

    [Theory]
    [InlineData("", "empty request body")]
    [InlineData("nonsense", "model field is required (body may not be valid JSON)")]
    [InlineData("{\"max_tokens\":1," + Ask + "}", "model field is required (body may not be valid JSON)")]
    [InlineData("{\"model\":7}", "model field must be a string, got Number")]
    [InlineData("{\"model\":{}}", "model field must be a string, got Object")]
    [InlineData("{\"model\":\"\"}", "model field must not be empty")]
    [InlineData("{\"model\":\"m\"}", "invalid request: at least one message is required")]
    [InlineData("{\"model\":\"m\",\"messages\":[]}", "invalid request: at least one message is required")]
    [InlineData("{\"model\":\"m\"," + Ask + "}", "invalid request: max_tokens must be at least 1, got 0")]
    [InlineData("{\"model\":\"m\",\"max_tokens\":1,\"temperature\":2.5," + Ask + "}", "invalid request: temperature must be between 0 and 2, got 2.5")]
    [InlineData("{\"model\":\"m\",\"max_tokens\":1,\"top_p\":-1," + Ask + "}", "invalid request: top_p must be between 0 and 1, got -1")]
    [InlineData("{\"model\":\"m\",\"max_tokens\":1,\"top_k\":-3," + Ask + "}", "invalid request: top_k must be non-negative, got -3")]
    [InlineData("{\"model\":\"m\",\"max_tokens\":\"many\"," + Ask + "}", "failed to parse Anthropic request: max_tokens must be an integer, got String")]
    [InlineData("{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":5}]}", "failed to convert messages: invalid content type: Number")]
    [InlineData("{\"model\":\"m\",\"max_tokens\":1,\"tools\":[{\"name\":\"f\",\"input_schema\":{}}],\"tool_choice\":{\"type\":\"tool\"}," + Ask + "}", "failed to convert tool_choice: type \"tool\" needs a name")]
    public async Task A_wrong_request_is_told_what_is_wrong(string body, string message)
    {
        await using var backend = await Backend.StartAsync(Chat.Completion);
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [backend]);
        using var response = await proxy.PostAsync(Chat.Messages, body);

        Assert.Equal("400 invalid_request_error " + message, await Chat.ErrorAsync(response));
        Assert.Empty(backend.Received);
    }

    [Fact]
    public async Task A_wrong_request_to_backends_that_speak_the_api_is_told_in_their_words()
    {
        await using var backend = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [backend], type: "vllm");
        using var outOfRange = await proxy.PostAsync(Chat.Messages, """{"model":"m","messages":[]}""");
        using var malformed = await proxy.PostAsync(Chat.Messages, """{"model":"m","messages":7}""");

        Assert.Equal("400 invalid_request_error request validation failed: at least one message is required", await Chat.ErrorAsync(outOfRange));
        Assert.Equal("400 invalid_request_error invalid Anthropic request: messages must be an array of objects, got Number", await Chat.ErrorAsync(malformed));
    }

    [Theory]
    [InlineData("GET", "/olla/anthropic/v1/messages", 405, "api_error Method Not Allowed")]
    [InlineData("POST", "/olla/anthropic/v1/models", 405, "api_error Method Not Allowed")]
    [InlineData("GET", "/olla/anthropic/v1/messages/batches", 404, "not_found_error /olla/anthropic/v1/messages/batches is not served here")]
    [InlineData("GET", "/olla/anthropic/v1/models/no/body", 404, "not_found_error model: no/body")]
    public async Task What_is_not_there_is_an_error_in_the_same_shape(string method, string path, int status, string error)
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, []);
        using var response = await proxy.SendAsync(new HttpMethod(method), path);
        Assert.Equal($"{status} {error}", await Chat.ErrorAsync(response));
    }

    [Theory]
    [InlineData("/olla/anthropic/v1/messages")]
    [InlineData("/olla/anthropic/v1/messages/count_tokens")]
    [InlineData("/olla/anthropic/v1/models")]
    [InlineData("/olla/anthropic/else")]
    public async Task Switched_off_the_routes_do_not_exist(string path)
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [], options => options with
        {
            Translators = new TranslatorOptions { Anthropic = new AnthropicOptions { Enabled = false } },
        });
        using var response = path.EndsWith("models", StringComparison.Ordinal)
            ? await proxy.SendAsync(HttpMethod.Get, path)
            : await proxy.PostAsync(path, Chat.Request);
        Assert.Equal((HttpStatusCode.NotFound, "404 page not found\n"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("/olla/anthropic/v1/messages", "request body exceeds maximum size (60 bytes)")]
    [InlineData("/olla/anthropic/v1/messages/count_tokens", "request body exceeds maximum size of 60 bytes")]
    public async Task A_body_over_the_limit_is_refused_declared_or_not(string path, string message)
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [], options => options with
        {
            Translators = new TranslatorOptions { Anthropic = new AnthropicOptions { MaxMessageSize = 60 } },
        });
        foreach (var isChunked in new[] { false, true })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(proxy.Url, path)) { Content = new StringContent(Chat.Request) };
            request.Headers.TransferEncodingChunked = isChunked;
            using var response = await proxy.Client.SendAsync(request);
            Assert.Equal("413 request_too_large " + message, await Chat.ErrorAsync(response));
        }
    }

    [Fact]
    public async Task The_general_limit_on_bodies_speaks_the_same_language()
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [], options => options with
        {
            Server = options.Server with { RequestLimits = new RequestLimitOptions { MaxBodySize = 10 } },
        });
        using var response = await proxy.PostAsync(Chat.Messages, Chat.Request);
        Assert.Equal("413 request_too_large Request body too large", await Chat.ErrorAsync(response));
    }

    [Fact]
    public async Task Rates_are_limited_here_too()
    {
        await using var backend = await Backend.StartAsync(Chat.Completion);
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [backend], options => options with
        {
            Server = options.Server with { RateLimits = new RateLimitOptions { GlobalRequestsPerMinute = 0, PerIpRequestsPerMinute = 60, BurstSize = 1 } },
        });
        using var first = await proxy.PostAsync(Chat.Messages, Chat.Request);
        using var second = await proxy.PostAsync(Chat.Messages, Chat.Request);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("429 rate_limit_error Too Many Requests", await Chat.ErrorAsync(second));
        Assert.Equal("1", Chat.Header(second, "Retry-After"));
    }

    [Theory]
    [InlineData("{}", 1)]
    [InlineData("""{"messages":[{"role":"user","content":"Hello world"}]}""", 2)]
    [InlineData("""{"model":"nobody has it","system":[{"type":"text","text":"12345678"}],"messages":[{"role":"user","content":[{"type":"text","text":"1234"},{"type":"image","source":{}}]}],"tools":[{"name":"f","description":"abc","input_schema":{ "a": 1 }}]}""", 5)]
    public async Task Tokens_are_counted_here_without_asking_anybody(string body, int tokens)
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, []);
        using var response = await proxy.PostAsync(Chat.Messages + "/count_tokens", body);
        Assert.Equal($"{{\"input_tokens\":{tokens}}}", await response.Content.ReadAsStringAsync());
        Assert.Equal(Chat.Header(response, "X-Olla-Request-ID"), Chat.Header(response, "request-id"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"messages":"none"}""")]
    public async Task What_cannot_be_counted_is_a_bad_request(string body)
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, []);
        using var response = await proxy.PostAsync(Chat.Messages + "/count_tokens", body);
        Assert.StartsWith("400 invalid_request_error failed to parse request: ", await Chat.ErrorAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_of_every_provider_are_listed_and_shown_in_the_same_shape_and_an_unknown_one_is_not_found()
    {
        await using var ollama = await Backend.StartAsync("""{"models":[{"name":"zeta:8b"}]}""");
        await using var vllm = await Backend.StartAsync("""{"object":"list","data":[{"id":"org/alpha","object":"model"}]}""");
        string[] types = ["ollama", "vllm"];
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [ollama, vllm], options => options with
        {
            Discovery = options.Discovery with
            {
                ModelDiscovery = options.Discovery.ModelDiscovery with { Enabled = true },
                Endpoints = [.. options.Discovery.Endpoints.Zip(types, (endpoint, type) => endpoint with { Type = type, ConfiguredType = type })],
            },
        });
        await proxy.PageWhenAsync("/olla/anthropic/v1/models", page => page.GetProperty("data").GetArrayLength() == 2);
        using var response = await proxy.SendAsync(HttpMethod.Get, "/olla/anthropic/v1/models?limit=1");
        var list = await Chat.JsonAsync(response);
        using var shown = await proxy.SendAsync(HttpMethod.Get, "/olla/anthropic/v1/models/org%2Falpha");
        using var unknown = await proxy.PostAsync(Chat.Messages, Chat.Request);

        Assert.Equal(["org/alpha", "zeta:8b"], list.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()));
        Assert.False(list.GetProperty("has_more").GetBoolean());
        Assert.Equal(("org/alpha", "zeta:8b"), (list.GetProperty("first_id").GetString(), list.GetProperty("last_id").GetString()));
        Assert.Equal(list.GetProperty("data")[0].GetRawText(), (await Chat.JsonAsync(shown)).GetRawText());
        Assert.Equal("404 not_found_error model_not_found", await Chat.ErrorAsync(unknown));
        Assert.Equal("rejected", Chat.Header(unknown, "X-Olla-Routing-Decision"));
    }

    [Fact]
    public async Task Nobody_healthy_is_a_service_unavailable_and_counted_so()
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, []);
        using var response = await proxy.PostAsync(Chat.Messages, Chat.Request);
        Assert.Equal("503 api_error no healthy endpoints available", await Chat.ErrorAsync(response));
        var page = await proxy.PageWhenAsync("/internal/stats/translators", page => page.GetProperty("translators").GetArrayLength() == 1);
        Assert.Equal(1, page.GetProperty("translators")[0].GetProperty("fallback_no_compatible_endpoints").GetInt32());
    }

    [Fact]
    public async Task Statistics_tell_modes_streams_and_failures()
    {
        await using var native = await Backend.StartAsync("{}");
        await using var plain = await Backend.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        await using var empty = await ProxyFixture.StartAsync(EngineKind.Olla, []);
        Assert.Equal("""{"total_translators":0,"active_translators":0,"total_requests":0,"overall_success_rate":"0%","overall_passthrough_rate":"0%","total_passthrough":0,"total_translations":0,"total_streaming":0,"total_non_streaming":0}""", (await PageAsync(empty, 0)).GetProperty("summary").GetRawText());

        await using var first = await ProxyFixture.StartAsync(EngineKind.Olla, [native], type: "vllm");
        using (await first.PostAsync(Chat.Messages, Chat.Request))
        using (await first.PostAsync(Chat.Messages, "{}"))
        {
            var one = (await PageAsync(first, 2)).GetProperty("translators")[0];
            Assert.Equal("anthropic 2 1 1 50.0% 50.0% 1 1 0 2 0 0 0", Figures(one));
        }

        await using var second = await ProxyFixture.StartAsync(EngineKind.Olla, [plain]);
        using (await second.PostAsync(Chat.Messages, Chat.Streamed))
        {
            var one = (await PageAsync(second, 1)).GetProperty("translators")[0];
            Assert.Equal("anthropic 1 0 1 0% 0% 0 1 1 0 0 0 1", Figures(one));
        }
    }

    private static Task<JsonElement> PageAsync(ProxyFixture proxy, int requests) => proxy.PageWhenAsync(
        "/internal/stats/translators", page => page.GetProperty("summary").GetProperty("total_requests").GetInt32() == requests);

    private static string Figures(JsonElement translator) => string.Join(' ', new[]
    {
        "translator_name", "total_requests", "successful_requests", "failed_requests", "success_rate", "passthrough_rate", "passthrough_requests",
        "translation_requests", "streaming_requests", "non_streaming_requests", "fallback_no_compatible_endpoints",
        "fallback_translator_does_not_support_passthrough", "fallback_cannot_passthrough",
    }.Select(name => translator.GetProperty(name).ToString()));
}
