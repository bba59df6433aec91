using System.Runtime.Versioning;
using Olla.Proxy.Engines;
using Olla.Proxy.Tests.Engines.Scripted;

namespace Olla.Proxy.Tests.Engines.Lane;

/// <summary>What only the event loops do: splitting a connection between themselves and Kestrel, and streams between loops.</summary>
[SupportedOSPlatform("linux")]
public sealed class LaneHostTests
{
    private const string Good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact]
    public async Task A_connection_goes_on_at_Kestrel_after_a_request_that_the_lane_does_not_serve()
    {
        await using var backend = ScriptedBackend.Answering(Good);
        await using var host = await EngineHost.StartAsync(EngineHost.Lane, backend);
        using var client = await host.ConnectAsync();

        // An ordinary one, a chunked one, and an ordinary one again, all sent at once.
        await client.SendAsync(
            EngineHost.Request() + "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + EngineHost.Request());

        for (var i = 0; i < 3; i++) Assert.Equal("ok", (await client.ReadMessageAsync()).Body);
    }

    [Fact]
    public async Task A_request_in_packets_of_one_byte_is_served()
    {
        await using var backend = ScriptedBackend.Answering(Good);
        await using var host = await EngineHost.StartAsync(EngineHost.Lane, backend);
        using var client = await host.ConnectAsync();

        await client.DripAsync(EngineHost.Request());

        Assert.Equal("ok", (await client.ReadMessageAsync()).Body);
    }

    [Fact]
    public async Task A_failed_exchange_is_answered_once_and_its_connection_stays_usable()
    {
        var healthy = false;
        await using var backend = new ScriptedBackend(async connection =>
        {
            while (await connection.ReadRequestAsync() is not null && Volatile.Read(ref healthy)) await connection.SendAsync(Good);
        });
        await using var host = await EngineHost.StartAsync(EngineHost.Lane, backend);
        using var client = await host.ConnectAsync();

        await client.SendAsync(EngineHost.Request());
        Assert.Equal(502, (await client.ReadMessageAsync()).Status);
        Assert.Single(host.Observer.Attempts);

        Volatile.Write(ref healthy, true);
        await client.SendAsync(EngineHost.Request());
        Assert.Equal("ok", (await client.ReadMessageAsync()).Body);
    }

    [Fact]
    public async Task Streams_of_several_loops_end_whole_and_leave_nothing_behind()
    {
        await using var backend = new ScriptedBackend(async connection =>
        {
            while (await connection.ReadRequestAsync() is { } request)
            {
                await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
                for (var i = 0; i < 20; i++) await connection.SendChunkAsync(request.Body + i + ";");
                await connection.SendAsync("0\r\n\r\n");
            }
        });
        await using var host = await EngineHost.StartAsync(EngineHost.Lane + ":3", backend);

        await Task.WhenAll(Enumerable.Range(0, 24).Select(async number =>
        {
            var tag = "tag" + number + "-";
            using var client = await host.ConnectAsync();
            for (var round = 0; round < 20; round++)
            {
                await client.SendAsync(EngineHost.Request(body: tag));
                Assert.Equal(string.Concat(Enumerable.Range(0, 20).Select(i => tag + i + ";")), (await client.ReadMessageAsync()).Body);
            }
        }));

        for (var i = 0; i < 24 * 20; i++) Assert.Equal(ExchangeOutcome.Completed, (await host.ResultAsync()).Outcome);
        Assert.Equal(0, host.Endpoints[0].State.ActiveConnections);
    }
}
