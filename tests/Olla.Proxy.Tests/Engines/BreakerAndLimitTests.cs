using Microsoft.Extensions.Time.Testing;
using Olla.Configuration;
using Olla.Proxy.Engines;
using Olla.Proxy.Tests.Engines.Scripted;

namespace Olla.Proxy.Tests.Engines;

/// <summary>The circuit breaker of engine olla, and the connection limit of both.</summary>
public sealed class BreakerAndLimitTests
{
    private const string Good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /// <summary>The engines that have a breaker.</summary>
    public static TheoryData<string> Breaking => [.. BothEngines.Names.Where(name => name != "sherpa")];

    [Theory]
    [MemberData(nameof(Breaking))]
    public async Task Five_failures_open_the_breaker_and_one_success_after_its_time_closes_it(string engine)
    {
        var well = false;
        await using var backend = new ScriptedBackend(async connection =>
        {
            while (await connection.ReadRequestAsync() is not null && Volatile.Read(ref well))
            {
                await connection.SendAsync(Good);
            }
        });
        var time = new FakeTimeProvider();
        await using var host = await EngineHost.StartAsync(engine, new ProxyOptions(), time, backend);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(502, (await host.RequestAsync()).Status);
        }

        Volatile.Write(ref well, true);
        Assert.Equal(503, (await host.RequestAsync()).Status);
        Assert.Equal(5, backend.Accepted);

        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(200, (await host.RequestAsync()).Status);
        Assert.Equal(200, (await host.RequestAsync()).Status);
    }

    [Theory]
    [MemberData(nameof(Breaking))]
    public async Task An_open_breaker_is_skipped_while_another_candidate_exists(string engine)
    {
        await using var bad = new ScriptedBackend(connection => connection.ReadRequestAsync());
        await using var good = ScriptedBackend.Answering(Good);
        await using var host = await EngineHost.StartAsync(engine, bad, good);

        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(200, (await host.RequestAsync()).Status);
        }

        Assert.Equal(5, bad.Accepted);
    }

    [Theory]
    [MemberData(nameof(Breaking))]
    public async Task Clients_that_leave_do_not_open_the_breaker(string engine)
    {
        var asked = new SemaphoreSlim(0);
        await using var backend = new ScriptedBackend(async connection =>
        {
            while (await connection.ReadRequestAsync() is { } request)
            {
                _ = asked.Release();
                if (request.Body == "answer")
                {
                    await connection.SendAsync(Good);
                }
            }
        });
        await using var host = await EngineHost.StartAsync(engine, backend);
        for (var i = 0; i < 8; i++)
        {
            var client = await host.ConnectAsync();
            await client.SendAsync(EngineHost.Request());
            await asked.WaitAsync();
            client.Reset();
            Assert.Equal(ExchangeOutcome.ClientGone, (await host.ResultAsync()).Outcome);
        }

        Assert.Equal(200, (await host.RequestAsync(body: "answer")).Status);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task At_the_limit_a_request_waits_for_a_place_and_gets_it(string engine)
    {
        var first = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        var served = 0;
        await using var backend = new ScriptedBackend(async connection =>
        {
            while (await connection.ReadRequestAsync() is not null)
            {
                if (Interlocked.Increment(ref served) == 1)
                {
                    asked.SetResult();
                    await first.Task;
                }

                await connection.SendAsync(Good);
            }
        });
        await using var host = await EngineHost.StartAsync(
            engine, new ProxyOptions { MaxConnectionsPerEndpoint = 1 }, TimeProvider.System, backend);

        var holder = host.RequestAsync();
        await asked.Task;
        var waiter = host.RequestAsync();
        while (host.Endpoints[0].State.ActiveConnections < 2)
        {
            await Task.Yield();
        }

        Assert.Equal(1, Volatile.Read(ref served));
        first.SetResult();
        Assert.Equal("ok", (await holder).Body);
        Assert.Equal("ok", (await waiter).Body);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task Whoever_waits_too_long_moves_on_and_is_sent_away_when_all_are_full(string engine)
    {
        var asked = new SemaphoreSlim(0);
        await using var full = new ScriptedBackend(async connection =>
        {
            _ = await connection.ReadRequestAsync();
            _ = asked.Release();
            await connection.WaitForCloseAsync();
        });
        var time = new FakeTimeProvider();
        var options = new ProxyOptions { MaxConnectionsPerEndpoint = 1, ConnectionTimeout = TimeSpan.FromSeconds(3), ResponseTimeout = TimeSpan.FromDays(9) };
        await using var host = await EngineHost.StartAsync(engine, options, time, full, full);
        using var one = await host.ConnectAsync();
        await one.SendAsync(EngineHost.Request());
        await asked.WaitAsync();
        // The second holder waits for the first endpoint in vain and takes the second one.
        using var two = await host.ConnectAsync();
        await two.SendAsync(EngineHost.Request());
        await time.AdvanceUntilAsync(() => host.Endpoints[1].State.ActiveConnections > 0);
        await asked.WaitAsync();

        var third = host.RequestAsync();
        await time.AdvanceUntilAsync(third);

        Assert.Equal(503, (await third).Status);
        Assert.Equal(ExchangeOutcome.Saturated, (await host.ResultAsync()).Outcome);
        Assert.Empty(host.Observer.Unreachable);
    }
}
