using System.Net.Sockets;
using System.Security.Cryptography;
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
    public async Task A_client_that_reads_byte_by_byte_makes_the_backend_wait_and_gets_every_byte(string engine)
    {
        const int Size = 100 << 20;
        const int Looks = 20;
        var pushed = 0L;
        var sent = new TaskCompletionSource<string>();
        await using var backend = new ScriptedBackend(async connection =>
        {
            _ = await connection.ReadRequestAsync();
            await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: {Size}\r\n\r\n");
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var random = new Random(1);
            var piece = new byte[64 * 1024];
            while (pushed < Size)
            {
                random.NextBytes(piece);
                hash.AppendData(piece);
                await connection.SendAsync(piece);
                _ = Interlocked.Add(ref pushed, piece.Length);
            }

            sent.SetResult(Convert.ToHexString(hash.GetHashAndReset()));
        });
        await using var host = await EngineHost.StartAsync(engine, backend);
        using var client = await host.ConnectAsync();
        await client.SendAsync(EngineHost.Request());
        _ = await client.ReadUntilAsync("\r\n\r\n");

        // The backend comes to a halt long before it has sent everything, and stays there while single bytes are taken.
        var before = 0L;
        for (var unchanged = 0; unchanged < Looks; unchanged++)
        {
            await client.ReceiveByteAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            var now = Interlocked.Read(ref pushed);
            if (now == 0 || now > before)
            {
                (before, unchanged) = (now, -1);
            }
        }

        Assert.True(before < Size / 2, $"{before} bytes were taken in");

        Assert.Equal(await client.HashAsync(Size), await sent.Task);
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
    [InlineData("Transfer-Encoding: xchunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")]
    [InlineData("Content-Length: -3\r\n\r\nabc")]
    [InlineData("Content-Length: +3\r\n\r\nabc")]
    [InlineData("Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc")]
    [InlineData("Content-Length: 3\nX-Other: 1\r\n\r\nabc")]
    [InlineData("X-Other: a\rb\r\nContent-Length: 3\r\n\r\nabc")]
    [InlineData("X-Other: a\0b\r\nContent-Length: 3\r\n\r\nabc")]
    [InlineData("Host: other\r\nContent-Length: 3\r\n\r\nabc")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3 \r\nabc\r\n0\r\n\r\n")]
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

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task Both_lengths_are_never_read_in_two_ways(string engine)
    {
        await using var backend = ScriptedBackend.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using var host = await EngineHost.StartAsync(engine, backend);
        using var client = await host.ConnectAsync();

        // Read by its length, the body is one thing; read by its chunks, it ends early and a second request follows.
        await client.SendAsync(
            "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 45\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\nX: 1\r\n\r\n");
        _ = await client.ReadUntilAsync("\r\n\r\n");

        // Whichever way it was taken, the connection serves no request from the doubtful part, or shows it as one of its own.
        await client.WaitForCloseAsync();
        Assert.InRange(host.Observer.Attempts.Count, 0, 1);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task A_client_that_half_closes_counts_as_gone(string engine)
    {
        var asked = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        await using var backend = new ScriptedBackend(async connection =>
        {
            _ = await connection.ReadRequestAsync();
            asked.SetResult();
            await connection.WaitForCloseAsync();
            cancelled.SetResult();
        });
        await using var host = await EngineHost.StartAsync(engine, backend);
        using var client = await host.ConnectAsync();
        await client.SendAsync(EngineHost.Request());
        await asked.Task;

        client.HalfClose();

        await cancelled.Task;
        Assert.Equal(ExchangeOutcome.ClientGone, (await host.ResultAsync()).Outcome);
    }

    /// <summary>Beginnings of requests after which a client leaves.</summary>
    private static readonly string[] Beginnings =
    [
        "",
        "POST /v1/chat",
        "POST /x HTTP/1.1\r\nHost: h\r\nContent-Le",
        "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n",
        "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nhalf of it",
        "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal",
        "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n",
        "POST /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n",
    ];

    public static IEnumerable<object[]> LeavingCases => BothEngines.With(Enumerable.Range(0, Beginnings.Length));

    [Theory]
    [MemberData(nameof(LeavingCases))]
    public async Task A_client_that_leaves_before_its_request_is_whole_reaches_no_backend(string engine, int beginning)
    {
        await using var backend = ScriptedBackend.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using var host = await EngineHost.StartAsync(engine, backend);
        foreach (var resets in new[] { false, true })
        {
            var client = await host.ConnectAsync();
            await client.SendAsync(Beginnings[beginning]);
            if (resets)
            {
                client.Reset();
            }
            else
            {
                client.HalfClose();
                await client.WaitForCloseAsync();
            }
        }

        Assert.Equal("ok", (await host.RequestAsync()).Body);
        _ = await host.ResultAsync();
        Assert.Equal(1, backend.Accepted);
        Assert.Single(host.Observer.Attempts);
        Assert.Equal(0, host.Endpoints[0].State.ActiveConnections);
    }

    /// <summary>What clients say that take the port for another one.</summary>
    private static readonly Dictionary<string, byte[]> OtherProtocols = new()
    {
        ["HTTP/2 in clear text"] = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0],
        ["TLS, for HTTP/2 or not"] = [0x16, 3, 1, 0, 0x31, 1, 0, 0, 0x2D, 3, 3, .. new byte[32], 0, 0, 4, 0x13, 1, 0x13, 2, 1, 0, 0, 0],
        ["something else"] = [.. "SSH-2.0-OpenSSH_9.2\r\n"u8],
    };

    public static IEnumerable<object[]> OtherProtocolCases => BothEngines.With(OtherProtocols.Keys);

    [Theory]
    [MemberData(nameof(OtherProtocolCases))]
    public async Task A_client_of_another_protocol_is_sent_away_and_others_are_served(string engine, string protocol)
    {
        await using var backend = ScriptedBackend.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using var host = await EngineHost.StartAsync(engine, backend);
        using var client = await host.ConnectAsync();

        await client.SendAsync(OtherProtocols[protocol]);

        await client.WaitForCloseAsync();
        Assert.Equal(0, backend.Accepted);
        Assert.Equal("ok", (await host.RequestAsync()).Body);
    }
}
