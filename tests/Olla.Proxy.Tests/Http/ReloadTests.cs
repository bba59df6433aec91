using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Olla.Configuration;
using Olla.Proxy.Tests.Engines.Scripted;

namespace Olla.Proxy.Tests.Http;

public sealed class ReloadTests
{
    [Theory]
    [ClassData(typeof(Engines))]
    public async Task Ten_reloads_under_load_lose_no_stream_and_fail_no_request(EngineRow engine)
    {
        const int streams = 200;
        const int workers = 4;
        var end = new TaskCompletionSource();
        RequestDelegate answer = async context =>
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
        };
        await using var one = await Backend.StartAsync(answer);
        await using var other = await Backend.StartAsync(answer);
        var options = Engines.With(engine, ProxyFixture.OptionsFor(EngineKind.Olla, [one.Url, other.Url]));
        await using var proxy = await ProxyFixture.StartAsync(options);
        var open = await Task.WhenAll(Enumerable.Range(0, streams).Select(async _ =>
        {
            var response = await proxy.PostAsync("/olla/openai/v1/chat/completions", """{"stream":true}""");
            return new StreamReader(await response.Content.ReadAsStreamAsync());
        }));
        var isOver = false;
        var statuses = new ConcurrentDictionary<int, int>();
        var load = Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
        {
            while (!Volatile.Read(ref isOver))
            {
                using var quick = await proxy.PostAsync("/olla/openai/v1/quick", "{}");
                statuses.AddOrUpdate((int)quick.StatusCode, 1, (_, count) => count + 1);
            }
        })).ToArray();
        for (var i = 0; i < 10; i++)
        {
            // Some requests see each of the configurations.
            var before = statuses.Values.Sum();
            var report = await proxy.Server.ReloadAsync(Changed(options, i), CancellationToken.None);
            Assert.Contains("proxy.load_balancer", report.Changes);
            await Keys.KeyRun.UntilAsync(() => statuses.Values.Sum() >= before + workers);
        }

        Volatile.Write(ref isOver, true);
        await Task.WhenAll(load);
        end.SetResult();
        Assert.Equal([200], statuses.Keys);
        foreach (var stream in open)
        {
            Assert.Equal("data: first\n\ndata: last\n\n", await stream.ReadToEndAsync());
            stream.Dispose();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task What_a_reload_leaves_alone_keeps_its_connections_and_counters(int place)
    {
        var connections = new ConcurrentQueue<string>();
        await using var backend = await Backend.StartAsync(context =>
        {
            connections.Enqueue(context.Connection.Id);
            return Task.CompletedTask;
        });
        await using var added = await Backend.StartAsync("{}");
        var options = ProxyFixture.OptionsFor(EngineKind.Olla, [backend.Url]);
        // Each event loop of the other relay has a pool of its own, so that there two requests may well meet two connections.
        options = options with { Proxy = options.Proxy with { Relay = RelayKind.Portable } };
        await using var proxy = await ProxyFixture.StartAsync(options);
        await AskAsync(proxy);
        await proxy.PageWhenAsync("/internal/status", page => page.GetProperty("system").GetProperty("total_requests").GetInt32() == 1);

        // Another endpoint of low priority joins, before it or behind, and the balancer is another.
        var more = ProxyFixture.OptionsFor(EngineKind.Olla, [added.Url]).Discovery.Endpoints[0] with { Name = "added", Priority = 1 };
        EndpointOptions[] both = [options.Discovery.Endpoints[0], options.Discovery.Endpoints[0]];
        both[1 - place] = more;
        await proxy.Server.ReloadAsync(
            options with
            {
                Proxy = options.Proxy with { LoadBalancer = LoadBalancerKind.Priority },
                Discovery = options.Discovery with { Endpoints = both },
            },
            CancellationToken.None);
        await AskAsync(proxy);
        var status = await proxy.PageWhenAsync("/internal/status", page => page.GetProperty("system").GetProperty("total_requests").GetInt32() == 2);

        Assert.Equal(2, connections.Count);
        Assert.Single(connections.Distinct());
        Assert.Equal(2, status.GetProperty("endpoints")[0].GetProperty("requests").GetInt32());
    }

    [Fact]
    public async Task An_open_breaker_stays_open_over_a_reload_that_makes_a_new_engine()
    {
        await using var well = await Backend.StartAsync("{}");
        await using var broken = ScriptedBackend.Answering("this is not http\r\n\r\n");
        var options = ProxyFixture.OptionsFor(EngineKind.Olla, [broken.Url]);
        options = options with
        {
            Discovery = options.Discovery with { Endpoints = [options.Discovery.Endpoints[0] with { HealthCheckUrl = new Uri(well.Url, "/health").ToString() }] },
        };
        await using var proxy = await ProxyFixture.StartAsync(options);
        for (var i = 0; i < 5; i++)
        {
            await AskAsync(proxy, 502);
        }

        var accepted = broken.Accepted;
        await proxy.Server.ReloadAsync(options with { Proxy = options.Proxy with { StreamBufferSize = 4096 } }, CancellationToken.None);
        await AskAsync(proxy, 502);

        Assert.Equal(accepted, broken.Accepted);
    }

    [Fact]
    public async Task Profile_files_are_read_again()
    {
        var folder = Directory.CreateTempSubdirectory("olla-profiles-").FullName;
        await using var backend = await Backend.StartAsync("{}");
        var options = ProxyFixture.OptionsFor(EngineKind.Olla, [backend.Url], "my-llm");
        await using var proxy = await ProxyFixture.StartAsync(ProxyFixture.OptionsFor(EngineKind.Olla, [backend.Url]), profileFolder: folder);
        using var before = await proxy.PostAsync("/olla/mine/v1/completions", "{}");
        await File.WriteAllTextAsync(Path.Combine(folder, "mine.yaml"), "name: my-llm\nrouting: {prefixes: [mine]}\napi: {openai_compatible: true, health_check_path: /health}\n");
        await proxy.Server.ReloadAsync(options, CancellationToken.None);
        using var after = await proxy.PostAsync("/olla/mine/v1/completions", "{}");
        Directory.Delete(folder, recursive: true);

        Assert.Equal((404, 200), ((int)before.StatusCode, (int)after.StatusCode));
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

    private static async Task AskAsync(ProxyFixture proxy, int status = 200)
    {
        using var response = await proxy.PostAsync("/olla/openai/v1/completions", "{}");
        Assert.Equal(status, (int)response.StatusCode);
        _ = await response.Content.ReadAsByteArrayAsync();
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
        // The first endpoint changes, the other stays and only moves.
        Discovery = options.Discovery with
        {
            Endpoints = round % 2 == 0
                ? [options.Discovery.Endpoints[0] with { Priority = round }, options.Discovery.Endpoints[1]]
                : [options.Discovery.Endpoints[1], options.Discovery.Endpoints[0] with { Priority = round }],
        },
    };
}
