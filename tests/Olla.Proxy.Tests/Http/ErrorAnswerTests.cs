using System.Net;
using System.Text;
using System.Text.Json;
using Olla.Configuration;
using Olla.Proxy.Tests.Engines.Scripted;

namespace Olla.Proxy.Tests.Http;

/// <summary>What the proxy itself answers when it cannot serve a request, in the words and the format of the route.</summary>
public sealed class ErrorAnswerTests
{
    private static readonly RateLimitOptions OneRequest = new() { GlobalRequestsPerMinute = 0, PerIpRequestsPerMinute = 60, BurstSize = 1 };

    /// <summary>A route of each kind that forwards, and how its messages about a failed exchange begin.</summary>
    private static readonly (string Path, string Prefix)[] Wordings =
        [("/olla/openai/v1/completions", "Proxy error: "), ("/olla/anthropic/v1/messages", "proxy error: ")];

    public static TheoryData<string, string> Formats => new()
    {
        { "/olla/openai/v1/chat/completions", "openai" },
        { "/olla/openai/anything", "openai" },
        { "/olla/ollama/v1/chat/completions", "openai" },
        { "/olla/ollama/api/chat", "ollama" },
        { "/olla/proxy/v1/chat/completions", "openai" },
        { "/olla/proxy/api/chat", "ollama" },
        { "/olla/proxy/tokenize", "text" },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task An_error_speaks_the_language_of_its_route(string path, string format)
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [], options => options with
        {
            Server = options.Server with { RequestLimits = new RequestLimitOptions { MaxBodySize = 10 } },
        });
        using var response = await proxy.PostAsync(path, """{"model":"a longer body"}""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("Request body too large", await MessageAsync(response, format));
        await Counted(proxy, "size_limits", 1);
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task A_chunked_body_over_the_limit_is_refused_as_well(EngineRow engine)
    {
        await using var backend = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend], options => options with
        {
            Server = options.Server with { RequestLimits = new RequestLimitOptions { MaxBodySize = 1000 } },
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(proxy.Url, "/olla/openai/v1/completions"))
        {
            Content = new StreamContent(new MemoryStream(new byte[5000])),
        };
        request.Headers.TransferEncodingChunked = true;
        using var response = await proxy.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.True(response.Headers.ConnectionClose);
        Assert.Empty(backend.Received);
    }

    [Theory]
    [InlineData("/internal/status", "GET")]
    [InlineData("/version", "GET")]
    [InlineData("/olla/models", "GET")]
    [InlineData("/olla/openai/v1/models", "GET")]
    [InlineData("/olla/ollama/api/pull", "POST")]
    public async Task A_body_that_nobody_reads_is_held_to_the_limit_as_well(string path, string method)
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [], options => options with
        {
            Server = options.Server with { RequestLimits = new RequestLimitOptions { MaxBodySize = 1000 } },
        });
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(proxy.Url, path)) { Content = new StreamContent(new MemoryStream(new byte[5000])) };
        request.Headers.TransferEncodingChunked = true;
        using var refused = await proxy.Client.SendAsync(request);
        using var small = new HttpRequestMessage(new HttpMethod(method), new Uri(proxy.Url, path)) { Content = new StreamContent(new MemoryStream(new byte[500])) };
        small.Headers.TransferEncodingChunked = true;
        using var served = await proxy.Client.SendAsync(small);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.True(refused.Headers.ConnectionClose);
        Assert.NotEqual(HttpStatusCode.RequestEntityTooLarge, served.StatusCode);
        await Counted(proxy, "size_limits", 1);
    }

    [Fact]
    public async Task Headers_over_the_limit_are_refused()
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [], options => options with
        {
            Server = options.Server with { RequestLimits = new RequestLimitOptions { MaxHeaderSize = 4096 } },
        });
        using var response = await proxy.PostAsync("/olla/openai/v1/completions", "{}", ("X-Long", new string('x', 4500)));

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, response.StatusCode);
        Assert.Equal("Request headers too large", await MessageAsync(response, "openai"));
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task A_client_over_its_rate_is_told_when_to_come_back(EngineRow engine)
    {
        await using var backend = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend], options => options with
        {
            Server = options.Server with { RateLimits = OneRequest },
        });
        using var first = await proxy.PostAsync("/olla/openai/v1/completions", "{}");
        using var second = await proxy.PostAsync("/olla/openai/v1/completions", "{}");
        using var local = await proxy.SendAsync(HttpMethod.Get, "/internal/health");

        Assert.Equal("60 59", $"{Header(first, "X-RateLimit-Limit")} {Header(first, "X-RateLimit-Remaining")}");
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal("1", Header(second, "Retry-After"));
        Assert.Equal("Too Many Requests", await MessageAsync(second, "openai"));
        Assert.Equal(HttpStatusCode.OK, local.StatusCode);
        await Counted(proxy, "rate_limits", 1);
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task Without_a_healthy_endpoint_the_route_says_what_is_missing(EngineRow engine)
    {
        var backend = await Backend.StartAsync("{}");
        await backend.DisposeAsync();
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend], type: "vllm");
        using var unscoped = await proxy.PostAsync("/olla/proxy/v1/completions", "{}");
        using var scoped = await proxy.PostAsync("/olla/ollama/api/chat", "{}");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "no healthy endpoints available"), (unscoped.StatusCode, await MessageAsync(unscoped, "openai")));
        Assert.Equal((HttpStatusCode.NotFound, "No ollama endpoints available"), (scoped.StatusCode, await MessageAsync(scoped, "ollama")));
    }

    [Theory]
    [InlineData("dmr", "No dmr endpoints available")]
    [InlineData("lm_studio", "No lm-studio endpoints available")]
    [InlineData("vllm", "No vllm endpoints available")]
    public async Task A_scope_is_named_as_its_route_spells_it(string prefix, string expected)
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, []);
        using var response = await proxy.PostAsync($"/olla/{prefix}/v1/completions", "{}");

        Assert.Equal((HttpStatusCode.NotFound, expected), (response.StatusCode, await MessageAsync(response, "openai")));
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task When_every_endpoint_refuses_the_connection_the_gateway_is_bad(EngineRow engine)
    {
        var backend = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend]);
        await backend.DisposeAsync();
        using var response = await proxy.PostAsync("/olla/openai/v1/completions", "{}");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.StartsWith("Proxy error: ", await MessageAsync(response, "openai"), StringComparison.Ordinal);
        Assert.True(response.Headers.Contains("X-Olla-Request-ID"));
        var system = (await proxy.PageWhenAsync("/internal/status", page => page.GetProperty("system").GetProperty("total_failures").GetInt32() == 1)).GetProperty("system");
        Assert.Equal("0%", system.GetProperty("success_rate").GetString());
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task A_backend_that_does_not_answer_in_time_is_a_gateway_timeout(EngineRow engine)
    {
        var gone = new TaskCompletionSource();
        await using var backend = await Backend.StartAsync(_ => gone.Task);
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend], options => options with
        {
            Proxy = options.Proxy with { ResponseHeaderTimeout = TimeSpan.FromMilliseconds(100), ResponseHeaderTimeoutIsExplicit = true },
        });
        using var response = await proxy.PostAsync("/olla/openai/v1/completions", "{}");
        gone.SetResult();

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task A_backend_that_takes_no_connection_is_a_gateway_timeout(EngineRow engine)
    {
        using var full = new FullBackend();
        foreach (var (path, prefix) in Wordings)
        {
            var (status, body) = await AnswerInFrontOfAsync(engine, full.Url, path, TimeSpan.FromMilliseconds(100));
            Assert.Equal(HttpStatusCode.GatewayTimeout, status);
            Assert.Contains(prefix + "no connection within connection_timeout", body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task A_backend_with_a_bad_certificate_is_a_bad_gateway(EngineRow engine)
    {
        await using var untrusted = new UntrustedBackend();
        foreach (var (path, prefix) in Wordings)
        {
            var (status, body) = await AnswerInFrontOfAsync(engine, untrusted.Url, path, TimeSpan.FromMinutes(1));
            Assert.Equal(HttpStatusCode.BadGateway, status);
            Assert.Contains(prefix + "all endpoints failed with connection errors: ", body, StringComparison.Ordinal);
            Assert.Contains("TLS handshake failed", body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task A_model_that_nobody_has_is_not_found(EngineRow engine)
    {
        await using var backend = await Backend.StartAsync("""{"object":"list","data":[{"id":"known","object":"model"}]}""");
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend], options => options with
        {
            Discovery = options.Discovery with { ModelDiscovery = new ModelDiscoveryOptions() },
        });
        using var known = await proxy.PostAsync("/olla/openai/v1/completions", """{"model":"known"}""");
        using var unknown = await proxy.PostAsync("/olla/openai/v1/completions", """{"model":"unknown"}""");

        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal("model_not_found", await MessageAsync(unknown, "openai"));
        Assert.Equal("strict rejected model_not_found", $"{Header(unknown, "X-Olla-Routing-Strategy")} {Header(unknown, "X-Olla-Routing-Decision")} {Header(unknown, "X-Olla-Routing-Reason")}");
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task An_error_of_the_backend_is_relayed_as_it_is_and_counts_as_answered(EngineRow engine)
    {
        await using var backend = await Backend.StartAsync("""{"error":"mine"}""", status: 503);
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend]);
        using var response = await proxy.PostAsync("/olla/openai/v1/completions", "{}");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"error":"mine"}"""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal("b0", Header(response, "X-Olla-Endpoint"));
        var system = (await proxy.PageWhenAsync("/internal/status", page => page.GetProperty("system").GetProperty("total_requests").GetInt32() == 1)).GetProperty("system");
        Assert.Equal(0, system.GetProperty("total_failures").GetInt32());
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task Malformed_json_is_the_backends_business(EngineRow engine)
    {
        await using var backend = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend]);
        using var response = await proxy.PostAsync("/olla/openai/v1/completions", "{not json");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("{not json", Encoding.UTF8.GetString(Assert.Single(backend.Received).Body));
    }

    /// <summary>What a client gets whose only backend looks well and cannot be reached.</summary>
    private static async Task<(HttpStatusCode Status, string Body)> AnswerInFrontOfAsync(EngineRow engine, Uri url, string path, TimeSpan connectionTimeout)
    {
        await using var health = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(engine, [health], options => options with
        {
            Proxy = options.Proxy with { ConnectionTimeout = connectionTimeout },
            Discovery = options.Discovery with
            {
                Endpoints = [options.Discovery.Endpoints[0] with { Url = url, HealthCheckUrl = new Uri(health.Url, "/health").AbsoluteUri }],
            },
        });
        using var response = await proxy.PostAsync(path, """{"model":"m","max_tokens":3,"messages":[{"role":"user","content":"hi"}]}""");
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();

    /// <summary>The text of an error after its format has been checked.</summary>
    private static async Task<string> MessageAsync(HttpResponseMessage response, string format)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        if (format == "text")
        {
            Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
            Assert.EndsWith("\n", body, StringComparison.Ordinal);
            return body.TrimEnd('\n');
        }

        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        using var json = JsonDocument.Parse(body);
        var error = json.RootElement.GetProperty("error");
        if (format == "ollama")
        {
            return error.GetString()!;
        }

        Assert.Equal(["message", "type", "code"], error.EnumerateObject().Select(property => property.Name));
        return error.GetProperty("message").GetString()!;
    }

    private static Task<JsonElement> Counted(ProxyFixture proxy, string violation, int count) => proxy.PageWhenAsync(
        "/internal/status", page => page.GetProperty("security").GetProperty("violations").GetProperty(violation).GetInt32() == count);
}
