using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Olla.Configuration;
using Olla.Proxy.Engines;
using Olla.Proxy.Tests.Engines.Scripted;

namespace Olla.Proxy.Tests.Engines;

/// <summary>As long as nothing reached the client, another candidate may answer.</summary>
public sealed class FailOverTests
{
    private const string Good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task A_refused_connection_moves_on_and_marks_the_endpoint(string engine)
    {
        await using var good = ScriptedBackend.Answering(Good);
        await using var host = await EngineHost.StartAsync(
            engine, new ProxyOptions(), TimeProvider.System, [EngineHost.Describe(RefusingUrl(), 0), EngineHost.Describe(good.Url, 1)]);

        var answer = await host.RequestAsync();

        Assert.Equal("ok", answer.Body);
        Assert.Equal("b1", answer.Header("X-Olla-Endpoint"));
        Assert.Equal(2, (await host.ResultAsync()).Attempts);
        Assert.Same(host.Endpoints[0], Assert.Single(host.Observer.Unreachable));
        Assert.Equal([false, true], host.Observer.Attempts.Select(attempt => attempt.Succeeded));
        Assert.All(host.Endpoints, endpoint => Assert.Equal(0, endpoint.State.ActiveConnections));
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task A_name_that_does_not_resolve_moves_on(string engine)
    {
        await using var good = ScriptedBackend.Answering(Good);
        await using var host = await EngineHost.StartAsync(
            engine, new ProxyOptions(), TimeProvider.System,
            [EngineHost.Describe(new Uri("http://no-such-host.invalid:80"), 0), EngineHost.Describe(good.Url, 1)]);

        Assert.Equal("ok", (await host.RequestAsync()).Body);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task A_backend_that_closes_before_its_first_byte_moves_on(string engine)
    {
        await using var bad = new ScriptedBackend(connection => connection.ReadRequestAsync());
        await using var good = ScriptedBackend.Answering(Good);
        await using var host = await EngineHost.StartAsync(engine, bad, good);

        Assert.Equal("ok", (await host.RequestAsync()).Body);
        Assert.Equal(1, bad.Accepted);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task A_bad_certificate_moves_on(string engine)
    {
        await using var bad = new UntrustedBackend();
        await using var good = ScriptedBackend.Answering(Good);
        await using var host = await EngineHost.StartAsync(
            engine, new ProxyOptions(), TimeProvider.System,
            [EngineHost.Describe(bad.Url, 0), EngineHost.Describe(good.Url, 1)]);

        Assert.Equal("ok", (await host.RequestAsync()).Body);
        Assert.Same(host.Endpoints[0], Assert.Single(host.Observer.Unreachable));
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task A_full_accept_queue_is_a_dial_timeout_and_moves_on(string engine)
    {
        using var full = new FullBackend();
        await using var good = ScriptedBackend.Answering(Good);
        var time = new FakeTimeProvider();
        await using var host = await EngineHost.StartAsync(
            engine, new ProxyOptions { ConnectionTimeout = TimeSpan.FromSeconds(5) }, time,
            [EngineHost.Describe(full.Url, 0), EngineHost.Describe(good.Url, 1)]);

        var answer = host.RequestAsync();
        await time.AdvanceUntilAsync(() => !host.Observer.Unreachable.IsEmpty);

        Assert.Equal("ok", (await answer).Body);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task An_answer_of_any_status_is_passed_on_and_not_repeated(string engine)
    {
        await using var first = ScriptedBackend.Answering("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
        await using var second = ScriptedBackend.Answering(Good);
        await using var host = await EngineHost.StartAsync(engine, first, second);

        Assert.Equal(503, (await host.RequestAsync()).Status);
        Assert.Equal(0, second.Accepted);
        Assert.True(Assert.Single(host.Observer.Attempts).Succeeded);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task A_silent_backend_is_not_repeated_elsewhere(string engine)
    {
        var asked = new TaskCompletionSource();
        await using var silent = new ScriptedBackend(async connection =>
        {
            _ = await connection.ReadRequestAsync();
            asked.SetResult();
            await connection.WaitForCloseAsync();
        });
        await using var second = ScriptedBackend.Answering(Good);
        var time = new FakeTimeProvider();
        await using var host = await EngineHost.StartAsync(engine, new ProxyOptions(), time, silent, second);

        var answer = host.RequestAsync(fields: "X-Test-Stream: 1\r\n");
        await asked.Task;
        await time.AdvanceUntilAsync(answer);

        Assert.Equal(504, (await answer).Status);
        Assert.Equal(0, second.Accepted);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task Nothing_is_repeated_once_the_head_went_to_the_client(string engine)
    {
        await using var bad = new ScriptedBackend(async connection =>
        {
            _ = await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhal");
        });
        await using var second = ScriptedBackend.Answering(Good);
        await using var host = await EngineHost.StartAsync(engine, bad, second);

        _ = await Assert.ThrowsAnyAsync<Exception>(() => host.RequestAsync("GET"));

        Assert.Equal(0, second.Accepted);
    }

    [Theory]
    [InlineData("sherpa", false, true, 0, 1)]
    [InlineData("olla", false, true, 0, 1)]
    [InlineData("olla-lane", false, true, 0, 1)]
    [InlineData("sherpa", true, false, 0, 1)]
    [InlineData("olla", true, false, 0, 1)]
    [InlineData("olla-lane", true, false, 0, 1)]
    [InlineData("sherpa", true, true, 2, 2)]
    [InlineData("olla", true, true, 2, 2)]
    [InlineData("olla-lane", true, true, 2, 2)]
    [InlineData("sherpa", true, true, 0, 3)]
    [InlineData("olla", true, true, 0, 3)]
    [InlineData("olla-lane", true, true, 0, 3)]
    public async Task The_retry_section_bounds_the_attempts(string engine, bool enabled, bool onFailure, int most, int expected)
    {
        var options = new ProxyOptions { Retry = new RetryOptions { Enabled = enabled, OnConnectionFailure = onFailure, MaxAttempts = most } };
        await using var host = await EngineHost.StartAsync(
            engine, options, TimeProvider.System, [.. Enumerable.Range(0, 3).Select(i => EngineHost.Describe(RefusingUrl(), i))]);

        Assert.Equal(502, (await host.RequestAsync()).Status);

        var result = await host.ResultAsync();
        Assert.Equal(ExchangeOutcome.AllEndpointsFailed, result.Outcome);
        Assert.Equal(expected, result.Attempts);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task Every_attempt_sends_the_whole_body_with_its_own_model(string engine)
    {
        var bodies = new List<string>();
        await using var first = new ScriptedBackend(async connection => bodies.Add((await connection.ReadRequestAsync())!.Body));
        await using var second = new ScriptedBackend(async connection =>
        {
            bodies.Add((await connection.ReadRequestAsync())!.Body);
            await connection.SendAsync(Good);
        });
        await using var host = await EngineHost.StartAsync(engine, first, second);
        host.ModelByEndpoint = new Dictionary<Endpoint, string> { [host.Endpoints[0]] = "one", [host.Endpoints[1]] = "another" };

        _ = await host.RequestAsync(body: """{ "model" : "alias", "x": {"model":"alias"} }""");

        Assert.Equal(["""{ "model" : "one", "x": {"model":"alias"} }""", """{ "model" : "another", "x": {"model":"alias"} }"""], bodies);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task Without_a_routable_candidate_nothing_is_tried(string engine)
    {
        await using var host = await EngineHost.StartAsync(engine, new ProxyOptions(), TimeProvider.System, Array.Empty<EndpointOptions>());

        Assert.Equal(503, (await host.RequestAsync()).Status);
        Assert.Equal(ExchangeOutcome.NoEndpointSelectable, (await host.ResultAsync()).Outcome);
    }

    /// <summary>A port that was free a moment ago, bound so that nobody else gets it, and not listening.</summary>
    private static Uri RefusingUrl()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new Uri("http://127.0.0.1:" + ((IPEndPoint)socket.LocalEndPoint!).Port);
    }
}
