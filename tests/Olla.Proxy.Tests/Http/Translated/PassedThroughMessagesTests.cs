using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Olla.Configuration;

namespace Olla.Proxy.Tests.Http.Translated;

/// <summary>The Messages API in front of backends that speak it themselves.</summary>
public sealed class PassedThroughMessagesTests
{
    private const string Native =
        "event: message_start\ndata: {\"type\":\"message_start\"}\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task Both_bodies_cross_byte_for_byte(EngineRow engine)
    {
        const string Odd = """{ "model" : "demo", "max_tokens":5, "stream":true, "unknown":{"a":[1,2]}, "messages":[{"role":"user","content":"é\u00e9"}]}""";
        await using var backend = await Backend.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers["request-id"] = "req_native";
            context.Response.Headers["anthropic-ratelimit-requests-remaining"] = "3";
            await context.Response.WriteAsync(Native);
        });
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend], type: "vllm");
        using var response = await proxy.PostAsync(Chat.Messages + "?beta=true", Odd, ("anthropic-beta", "x-1"), ("Authorization", "Bearer secret"));

        Assert.Equal(Native, await response.Content.ReadAsStringAsync());
        var received = Assert.Single(backend.Received);
        Assert.Equal(("/v1/messages?beta=true", Odd), (received.Target, Encoding.UTF8.GetString(received.Body)));
        Assert.Equal("x-1", received.Headers["anthropic-beta"]);
        Assert.DoesNotContain("Authorization", received.Headers.Keys);
        Assert.Equal("passthrough", Chat.Header(response, "X-Olla-Mode"));
        Assert.Equal("req_native", Chat.Header(response, "request-id"));
        Assert.Equal("3", Chat.Header(response, "anthropic-ratelimit-requests-remaining"));
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task A_native_error_stays_as_it_is(EngineRow engine)
    {
        await using var backend = await Backend.StartAsync(async context =>
        {
            context.Response.StatusCode = 429;
            context.Response.ContentType = "text/plain";
            context.Response.Headers.RetryAfter = "3";
            await context.Response.WriteAsync("slow down");
        });
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend], type: "ollama");
        using var response = await proxy.PostAsync(Chat.Messages, Chat.Request);

        Assert.Equal((HttpStatusCode.TooManyRequests, "text/plain", "slow down"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync()));
        Assert.Equal("3", Chat.Header(response, "Retry-After"));
        Assert.Equal(Chat.Header(response, "X-Olla-Request-ID"), Chat.Header(response, "request-id"));
        var page = await proxy.PageWhenAsync("/internal/stats/translators", page => page.GetProperty("translators").GetArrayLength() == 1);
        Assert.Equal(1, page.GetProperty("translators")[0].GetProperty("failed_requests").GetInt32());
    }

    [Theory]
    [InlineData(EngineKind.Sherpa, true)]
    [InlineData(EngineKind.Sherpa, false)]
    [InlineData(EngineKind.Olla, true)]
    [InlineData(EngineKind.Olla, false)]
    public async Task A_stream_without_its_last_event_never_ends_well(EngineKind engine, bool isKilled)
    {
        using var seen = new SemaphoreSlim(0);
        await using var backend = await Backend.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(Native[..Native.IndexOf("event: message_stop", StringComparison.Ordinal)]);
            await context.Response.Body.FlushAsync();
            await seen.WaitAsync();
            if (isKilled)
            {
                context.Abort();
            }
        });
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend], type: "vllm");
        using var response = await proxy.PostAsync(Chat.Messages, Chat.Streamed);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await Chat.ReadToAsync(reader, "ping");
        seen.Release();

        await Assert.ThrowsAnyAsync<IOException>(reader.ReadToEndAsync);
        var page = await proxy.PageWhenAsync("/internal/stats/translators", page => page.GetProperty("translators").GetArrayLength() == 1);
        Assert.Equal(1, page.GetProperty("translators")[0].GetProperty("failed_requests").GetInt32());
    }

    [Fact]
    public async Task Failing_before_an_answer_still_names_the_mode()
    {
        var backend = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [backend], type: "vllm");
        await backend.DisposeAsync();
        using var response = await proxy.PostAsync(Chat.Messages, Chat.Request);

        Assert.StartsWith("502 api_error proxy error: ", await Chat.ErrorAsync(response), StringComparison.Ordinal);
        Assert.Equal("passthrough", Chat.Header(response, "X-Olla-Mode"));
    }

    [Fact]
    public async Task Every_endpoint_is_asked_at_its_own_path_and_one_that_cannot_is_left_out()
    {
        await using var vllm = await Backend.StartAsync("{}");
        await using var docker = await Backend.StartAsync("{}");
        await using var plain = await Backend.StartAsync(Chat.Completion);
        string[] types = ["vllm", "docker-model-runner", "openai-compatible"];
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [vllm, docker, plain], options => options with
        {
            Proxy = options.Proxy with { LoadBalancer = LoadBalancerKind.RoundRobin },
            Discovery = options.Discovery with { Endpoints = [.. options.Discovery.Endpoints.Zip(types, (endpoint, type) => endpoint with { Type = type, ConfiguredType = type })] },
        });
        for (var i = 0; i < 4; i++)
        {
            using var response = await proxy.PostAsync(Chat.Messages, Chat.Request);
            Assert.Equal("passthrough", Chat.Header(response, "X-Olla-Mode"));
        }

        Assert.Equal(["/v1/messages", "/v1/messages"], vllm.Received.Select(request => request.Target));
        Assert.Equal(["/anthropic/v1/messages", "/anthropic/v1/messages"], docker.Received.Select(request => request.Target));
        Assert.Empty(plain.Received);
    }

    [Fact]
    public async Task Endpoints_that_declare_the_path_or_nothing_at_all_do_not_draw_everything_to_them()
    {
        await using var omlx = await Backend.StartAsync("{}");
        await using var unknown = await Backend.StartAsync(Chat.Completion);
        await using var plain = await Backend.StartAsync(Chat.Completion);
        string[] types = ["omlx", "auto", "openai-compatible"];
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [omlx, unknown, plain], options => options with
        {
            Proxy = options.Proxy with { LoadBalancer = LoadBalancerKind.RoundRobin },
            Translators = new TranslatorOptions { Anthropic = new AnthropicOptions { PassthroughEnabled = false } },
            Discovery = options.Discovery with { Endpoints = [.. options.Discovery.Endpoints.Zip(types, (endpoint, type) => endpoint with { Type = type, ConfiguredType = type })] },
        });
        for (var i = 0; i < 3; i++)
        {
            using var response = await proxy.PostAsync(Chat.Messages, Chat.Request);
        }

        Assert.All([omlx, unknown, plain], backend => Assert.Equal("/v1/chat/completions", Assert.Single(backend.Received).Target));
    }
}
