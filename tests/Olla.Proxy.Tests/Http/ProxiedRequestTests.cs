using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Olla.Configuration;

namespace Olla.Proxy.Tests.Http;

public sealed class ProxiedRequestTests
{
    private const string Chat = """{"model":"Demo","stream":true,"messages":[]}""";

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task A_stream_arrives_event_by_event_and_byte_for_byte(EngineRow engine)
    {
        var next = new SemaphoreSlim(0);
        await using var backend = await Backend.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            for (var i = 0; i < 3; i++)
            {
                await context.Response.WriteAsync($"data: {i}\n\n");
                await context.Response.Body.FlushAsync();
                await next.WaitAsync();
            }
        });
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend]);
        using var response = await proxy.PostAsync("/olla/openai/v1/chat/completions", Chat);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        for (var i = 0; i < 3; i++)
        {
            // The backend sends the next event only after this one was seen here: nothing can be waiting to be collected.
            Assert.Equal($"data: {i}", await reader.ReadLineAsync());
            Assert.Equal("", await reader.ReadLineAsync());
            next.Release();
        }

        Assert.Null(await reader.ReadLineAsync());
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task The_request_has_the_backends_name_or_else_ours_where_OpenAIs_clients_look_for_it(EngineRow engine)
    {
        var named = false;
        await using var backend = await Backend.StartAsync(async context =>
        {
            if (named)
            {
                context.Response.Headers["x-request-id"] = "req_of_the_backend";
            }

            await context.Response.WriteAsJsonAsync(new Dictionary<string, string>());
        });
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend]);
        foreach (var path in new[] { "/olla/proxy/v1/chat/completions", "/olla/openai/v1/embeddings" })
        {
            named = false;
            using var ours = await proxy.PostAsync(path, Chat, ("X-Request-ID", "my-request-1"));
            using var generated = await proxy.PostAsync(path, Chat);
            named = true;
            using var theirs = await proxy.PostAsync(path, Chat, ("X-Request-ID", "my-request-1"));

            Assert.Equal("my-request-1", Header(ours, "X-Request-ID"));
            Assert.Equal(Header(generated, "X-Olla-Request-ID"), Header(generated, "X-Request-ID"));
            Assert.Equal(("req_of_the_backend", "my-request-1"), (Header(theirs, "X-Request-ID"), Header(theirs, "X-Olla-Request-ID")));
        }

        using var list = await proxy.SendAsync(HttpMethod.Get, "/olla/openai/v1/models");
        using var refused = await proxy.PostAsync("/olla/vllm/v1/chat/completions", Chat);
        Assert.All([list, refused], answer => Assert.Equal(Header(answer, "X-Olla-Request-ID"), Header(answer, "X-Request-ID")));
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task The_answer_tells_where_it_came_from(EngineRow engine)
    {
        await using var backend = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend]);
        using var response = await proxy.PostAsync("/olla/proxy/v1/chat/completions", Chat, ("X-Request-ID", "my-request-1"));

        Assert.Equal("my-request-1", Header(response, "X-Olla-Request-ID"));
        Assert.Equal("b0", Header(response, "X-Olla-Endpoint"));
        Assert.Equal("openai-compatible", Header(response, "X-Olla-Backend-Type"));
        Assert.Equal("demo", Header(response, "X-Olla-Model"));
        Assert.Matches("^[0-9]+ms$", Header(response, "X-Olla-Response-Time"));
        Assert.StartsWith("olla-perf/", Header(response, "X-Served-By"), StringComparison.Ordinal);
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task Path_query_and_body_reach_the_backend_as_the_client_wrote_them(EngineRow engine)
    {
        await using var backend = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend]);
        using var response = await proxy.PostAsync("/olla/openai/v1/models/a%2Fb%20c?x=1%2B1&y", Chat);

        var received = Assert.Single(backend.Received);
        Assert.Equal("/v1/models/a%2Fb%20c?x=1%2B1&y", received.Target);
        Assert.Equal(Chat, System.Text.Encoding.UTF8.GetString(received.Body));
        Assert.Equal(Chat.Length.ToString(CultureInfo.InvariantCulture), received.Headers["Content-Length"]);
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task A_request_fails_over_to_the_next_endpoint_and_is_counted_once(EngineRow engine)
    {
        await using var alive = await Backend.StartAsync("{}");
        var dead = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(engine, [dead, alive], options => options with
        {
            Proxy = options.Proxy with { LoadBalancer = LoadBalancerKind.RoundRobin },
        });
        await dead.DisposeAsync();
        using var response = await proxy.PostAsync("/olla/openai/v1/chat/completions", Chat);

        Assert.Equal("b1", Header(response, "X-Olla-Endpoint"));
        await response.Content.ReadAsByteArrayAsync();
        var status = await proxy.PageWhenAsync("/internal/status", page => page.GetProperty("system").GetProperty("total_requests").GetInt32() == 1);
        var system = status.GetProperty("system");
        Assert.Equal(0, system.GetProperty("total_failures").GetInt32());
        Assert.Equal("1/2", system.GetProperty("endpoints_up").GetString());
        var attempts = status.GetProperty("endpoints").EnumerateArray()
            .ToDictionary(endpoint => endpoint.GetProperty("name").GetString()!, endpoint => endpoint.GetProperty("requests").GetInt32());
        Assert.Equal(1, attempts["b0"]);
        Assert.Equal(1, attempts["b1"]);
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(",", response.Headers.GetValues(name));
}
