using System.Net.Sockets;
using Olla.Configuration;
using Olla.Proxy.Engines;
using Olla.Proxy.Tests.Engines.Scripted;

namespace Olla.Proxy.Tests.Engines;

/// <summary>Clients that leave, dawdle or speak oddly.</summary>
public sealed class ClientFaultTests
{
    [Theory]
    [InlineData("sherpa", true)]
    [InlineData("olla", true)]
    [InlineData("olla-lane", true)]
    [InlineData("sherpa", false)]
    [InlineData("olla", false)]
    [InlineData("olla-lane", false)]
    public async Task A_client_that_leaves_cancels_the_backend_and_is_no_failure_of_it(string engine, bool inMidStream)
    {
        var asked = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        await using var backend = new ScriptedBackend(async connection =>
        {
            _ = await connection.ReadRequestAsync();
            if (inMidStream)
            {
                await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
                await connection.SendChunkAsync("data: 1\n\n");
            }

            asked.SetResult();
            await connection.WaitForCloseAsync();
            cancelled.SetResult();
        });
        await using var host = await EngineHost.StartAsync(engine, backend);
        var client = await host.ConnectAsync();
        await client.SendAsync(EngineHost.Request());
        await asked.Task;
        if (inMidStream)
        {
            _ = await client.ReadUntilAsync("data: 1\n\n");
        }

        client.Reset();

        await cancelled.Task;
        Assert.Equal(ExchangeOutcome.ClientGone, (await host.ResultAsync()).Outcome);
        Assert.True(Assert.Single(host.Observer.Attempts).Succeeded);
        Assert.Empty(host.Observer.Unreachable);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task A_client_that_reads_slowly_makes_the_backend_wait(string engine)
    {
        var pushed = 0L;
        var stalled = new TaskCompletionSource();
        await using var backend = new ScriptedBackend(async connection =>
        {
            _ = await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 67108864\r\n\r\n");
            var piece = new byte[64 * 1024];
            for (var i = 0; i < 1024; i++)
            {
                var sending = connection.SendAsync(piece);
                if (!sending.IsCompleted && pushed > 4 << 20)
                {
                    _ = stalled.TrySetResult();
                }

                await sending;
                pushed += piece.Length;
            }
        });
        await using var host = await EngineHost.StartAsync(engine, backend);
        using var client = await host.ConnectAsync();
        client.Socket.ReceiveBufferSize = 16 * 1024;
        await client.SendAsync(EngineHost.Request());
        _ = await client.ReadUntilAsync("\r\n\r\n");

        // The backend is held up long before it has sent everything, though nobody reads.
        await stalled.Task;
        Assert.True(Interlocked.Read(ref pushed) < 48 << 20, $"{pushed} bytes were taken in");

        _ = await client.ReadExactlyAsync(67_108_864);
        Assert.Equal(ExchangeOutcome.Completed, (await host.ResultAsync()).Outcome);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task Pipelined_requests_are_answered_in_order(string engine)
    {
        await using var backend = new ScriptedBackend(async connection =>
        {
            while (await connection.ReadRequestAsync() is { } request)
            {
                await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {request.Body.Length}\r\n\r\n{request.Body}");
            }
        });
        await using var host = await EngineHost.StartAsync(engine, backend);
        using var client = await host.ConnectAsync();

        await client.SendAsync(string.Concat(Enumerable.Range(0, 20).Select(i => EngineHost.Request(body: "body " + i))));

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("body " + i, (await client.ReadMessageAsync()).Body);
        }
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task A_chunked_request_goes_out_chunked_and_one_with_a_length_goes_out_with_it(string engine)
    {
        var heads = new List<string?>();
        await using var backend = new ScriptedBackend(async connection =>
        {
            while (await connection.ReadRequestAsync() is { } request)
            {
                heads.Add(request.Header("Content-Length") ?? request.Header("Transfer-Encoding"));
                await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {request.Body.Length}\r\n\r\n{request.Body}");
            }
        });
        await using var host = await EngineHost.StartAsync(engine, backend);
        using var client = await host.ConnectAsync();

        await client.SendAsync("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n");
        Assert.Equal("abcde", (await client.ReadMessageAsync()).Body);
        await client.SendAsync("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        Assert.Equal("", (await client.ReadMessageAsync()).Body);
        await client.SendAsync("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
        Assert.Equal("abc", (await client.ReadMessageAsync()).Body);
        await client.SendAsync("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal("", (await client.ReadMessageAsync()).Body);
        await client.SendAsync("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
        Assert.Equal("", (await client.ReadMessageAsync()).Body);

        Assert.Equal(["chunked", "chunked", "3", "0", null], heads);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task A_client_that_expects_100_continue_gets_it_and_the_backend_does_not(string engine)
    {
        string? expect = "nothing came";
        await using var backend = new ScriptedBackend(async connection =>
        {
            expect = (await connection.ReadRequestAsync())!.Header("Expect");
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        await using var host = await EngineHost.StartAsync(engine, backend);
        using var client = await host.ConnectAsync();

        await client.SendAsync("POST /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 100", await client.ReadUntilAsync("\r\n\r\n"), StringComparison.Ordinal);
        await client.SendAsync("abc");

        Assert.Equal("ok", (await client.ReadMessageAsync()).Body);
        Assert.Null(expect);
    }

    [Theory]
    [InlineData("Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd")]
    [InlineData("Content-Length: 3\r\n X-Folded: 1\r\n\r\nabc")]
    [InlineData("Content-Length : 3\r\n\r\nabc")]
    [InlineData("Transfer-Encoding: chunked, identity\r\n\r\n3\r\nabc\r\n0\r\n\r\n")]
    public async Task A_request_that_two_readers_could_read_differently_reaches_no_backend(string rest)
    {
        foreach (var engine in BothEngines.Names)
        {
            await using var backend = ScriptedBackend.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            await using var host = await EngineHost.StartAsync(engine, backend);
            using var client = await host.ConnectAsync();

            await client.SendAsync("POST /x HTTP/1.1\r\nHost: h\r\n" + rest);

            Assert.StartsWith("HTTP/1.1 400", await client.ReadUntilAsync("\r\n"), StringComparison.Ordinal);
            Assert.Equal(0, backend.Accepted);
        }
    }
}
