using Microsoft.Extensions.Time.Testing;
using Olla.Configuration;
using Olla.Proxy.Engines;
using Olla.Proxy.Tests.Engines.Scripted;

namespace Olla.Proxy.Tests.Engines;

/// <summary>When bytes reach the client, per profile.</summary>
public sealed class DeliveryTests
{
    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task In_standard_bytes_wait_until_the_buffer_is_full(string engine)
    {
        var goOn = new SemaphoreSlim(0);
        var sent = new SemaphoreSlim(0);
        await using var backend = Stream(goOn, sent, pieces: 5, size: 300);
        await using var host = await EngineHost.StartAsync(
            engine, new ProxyOptions { Profile = DeliveryProfile.Standard, StreamBufferSize = 1000 }, TimeProvider.System, backend);
        using var client = await host.ConnectAsync();
        await client.SendAsync(EngineHost.Request());
        _ = await client.ReadUntilAsync("\r\n\r\n");
        for (var i = 0; i < 3; i++)
        {
            _ = goOn.Release();
            await sent.WaitAsync();
        }

        // 900 bytes are held back; what comes first when the fourth piece follows is all of them in one.
        var waiting = client.ReadUntilAsync("\r\n");
        Assert.False(waiting.IsCompleted);
        _ = goOn.Release();

        var size = Convert.ToInt32((await waiting).Trim(), 16);
        Assert.InRange(size, 1000, 1200);
        _ = goOn.Release();
        Assert.Equal(ExchangeOutcome.Completed, (await host.ResultAsync()).Outcome);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task In_standard_the_flush_interval_bounds_the_wait(string engine)
    {
        var goOn = new SemaphoreSlim(1);
        var sent = new SemaphoreSlim(0);
        await using var backend = Stream(goOn, sent, pieces: 2, size: 10);
        var time = new FakeTimeProvider();
        var options = new ProxyOptions { Profile = DeliveryProfile.Standard, StreamFlushInterval = TimeSpan.FromSeconds(2), ReadTimeout = TimeSpan.FromDays(365) };
        await using var host = await EngineHost.StartAsync(engine, options, time, backend);
        using var client = await host.ConnectAsync();
        await client.SendAsync(EngineHost.Request());
        _ = await client.ReadUntilAsync("\r\n\r\n");
        await sent.WaitAsync();

        var first = client.ReadUntilAsync("xxxxxxxxxx");
        await time.AdvanceUntilAsync(first);

        _ = await first;
        _ = goOn.Release();
        _ = await client.ReadUntilAsync("0\r\n\r\n");
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task In_streaming_every_byte_leaves_at_once_whatever_the_buffer(string engine)
    {
        foreach (var size in new[] { 512, 4096, 65_536 })
        {
            var goOn = new SemaphoreSlim(0);
            var sent = new SemaphoreSlim(0);
            await using var backend = Stream(goOn, sent, pieces: 10, size: 17);
            await using var host = await EngineHost.StartAsync(
                engine, new ProxyOptions { Profile = DeliveryProfile.Streaming, StreamBufferSize = size }, TimeProvider.System, backend);
            using var client = await host.ConnectAsync();
            await client.SendAsync(EngineHost.Request());
            for (var i = 0; i < 10; i++)
            {
                _ = goOn.Release();
                _ = await client.ReadUntilAsync(new string('x', 17));
            }
        }
    }

    private static ScriptedBackend Stream(SemaphoreSlim goOn, SemaphoreSlim sent, int pieces, int size) => new(async connection =>
    {
        _ = await connection.ReadRequestAsync();
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (var i = 0; i < pieces; i++)
        {
            await goOn.WaitAsync();
            await connection.SendChunkAsync(new string('x', size));
            _ = sent.Release();
        }

        await connection.SendAsync("0\r\n\r\n");
        await connection.WaitForCloseAsync();
    });
}
