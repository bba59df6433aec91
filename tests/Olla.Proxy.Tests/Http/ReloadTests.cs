using Microsoft.AspNetCore.Http;
using Olla.Configuration;

namespace Olla.Proxy.Tests.Http;

public sealed class ReloadTests
{
    [Theory]
    [ClassData(typeof(Engines))]
    public async Task Open_streams_and_running_requests_outlive_reloads(EngineRow engine)
    {
        const int streams = 200;
        var end = new TaskCompletionSource();
        await using var backend = await Backend.StartAsync(async context =>
        {
            if (context.Request.Path == "/v1/quick")
            {
                return;
            }

            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: first\n\n");
            await context.Response.Body.FlushAsync();
            await end.Task;
            await context.Response.WriteAsync("data: last\n\n");
        });
        var options = Engines.With(engine, ProxyFixture.OptionsFor(EngineKind.Olla, [backend.Url]));
        await using var proxy = await ProxyFixture.StartAsync(options);
        var open = await Task.WhenAll(Enumerable.Range(0, streams).Select(async _ =>
        {
            var response = await proxy.PostAsync("/olla/openai/v1/chat/completions", "{}");
            return new StreamReader(await response.Content.ReadAsStreamAsync());
        }));
        for (var i = 0; i < 10; i++)
        {
            var report = await proxy.Server.ReloadAsync(Changed(options, i), CancellationToken.None);
            Assert.Contains("proxy.stream_buffer_size", report.Changes);
            using var quick = await proxy.PostAsync("/olla/openai/v1/quick", "{}");
            Assert.True(quick.IsSuccessStatusCode);
        }

        end.SetResult();
        foreach (var stream in open)
        {
            Assert.Equal("data: first\n\ndata: last\n\n", await stream.ReadToEndAsync());
            stream.Dispose();
        }
    }

    [Fact]
    public async Task A_new_endpoint_is_probed_before_it_gets_a_request_and_a_removed_one_gets_none()
    {
        await using var old = await Backend.StartAsync("{}");
        await using var added = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [old]);
        await proxy.Server.ReloadAsync(ProxyFixture.OptionsFor(EngineKind.Olla, [added.Url]), CancellationToken.None);
        using var response = await proxy.PostAsync("/olla/openai/v1/completions", "{}");

        Assert.True(response.IsSuccessStatusCode);
        Assert.Empty(old.Received);
        Assert.Single(added.Received);
        Assert.DoesNotContain(old.Url.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), await proxy.GetAsync("/internal/status"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_whose_url_stays_keeps_its_state()
    {
        await using var backend = await Backend.StartAsync("{}");
        var options = ProxyFixture.OptionsFor(EngineKind.Olla, [backend.Url]);
        await using var proxy = await ProxyFixture.StartAsync(options);
        var before = proxy.Server.Endpoints.Snapshot.Span[0];
        await proxy.Server.ReloadAsync(options with { Discovery = options.Discovery with { Endpoints = [options.Discovery.Endpoints[0] with { Priority = 7 }] } }, CancellationToken.None);
        var after = proxy.Server.Endpoints.Snapshot.Span[0];

        Assert.Equal(7, after.Priority);
        Assert.Same(before.State, after.State);
    }

    [Fact]
    public async Task What_cannot_change_while_listening_is_named()
    {
        var options = ProxyFixture.OptionsFor(EngineKind.Olla, []);
        await using var proxy = await ProxyFixture.StartAsync(options);
        var report = await proxy.Server.ReloadAsync(
            options with { Server = options.Server with { Port = 1234 }, Logging = options.Logging with { Format = LogFormat.Text } }, CancellationToken.None);

        Assert.Equal(["server.port", "logging.format"], report.NeedRestart);
    }

    [Fact]
    public async Task New_limits_hold_from_the_next_request_on()
    {
        await using var backend = await Backend.StartAsync("{}");
        var options = ProxyFixture.OptionsFor(EngineKind.Olla, [backend.Url]);
        await using var proxy = await ProxyFixture.StartAsync(options);
        await proxy.Server.ReloadAsync(
            options with { Server = options.Server with { RateLimits = new RateLimitOptions { PerIpRequestsPerMinute = 60, BurstSize = 0 } } }, CancellationToken.None);
        using var response = await proxy.PostAsync("/olla/openai/v1/completions", "{}");

        Assert.Equal(429, (int)response.StatusCode);
    }

    private static OllaOptions Changed(OllaOptions options, int round) => options with
    {
        Proxy = options.Proxy with
        {
            StreamBufferSize = 1024 * (round + 1),
            Profile = round % 2 == 0 ? DeliveryProfile.Standard : DeliveryProfile.Streaming,
            LoadBalancer = round % 2 == 0 ? LoadBalancerKind.RoundRobin : LoadBalancerKind.Priority,
            Engine = round % 3 == 0 ? EngineKind.Sherpa : EngineKind.Olla,
        },
        Discovery = options.Discovery with { Endpoints = [options.Discovery.Endpoints[0] with { Priority = round }] },
    };
}
