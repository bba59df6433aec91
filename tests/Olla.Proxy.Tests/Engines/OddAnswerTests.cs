using System.Globalization;
using System.IO.Compression;
using System.Text;
using Olla.Configuration;
using Olla.Proxy.Tests.Engines.Scripted;

namespace Olla.Proxy.Tests.Engines;

/// <summary>What is unusual but right arrives whole.</summary>
public sealed class OddAnswerTests
{
    private const string Chunked = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static readonly Dictionary<string, (string Answer, int Status, string Body)> Answers = new()
    {
        ["interim answers first"] = ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, "ok"),
        ["trailers"] = (Chunked + "2\r\nok\r\n0\r\nX-Checksum: 1\r\nX-Other: 2\r\n\r\n", 200, "ok"),
        ["chunk extensions"] = (Chunked + "2;name=value\r\nok\r\n0;last\r\n\r\n", 200, "ok"),
        ["sizes with zeros in front, in capitals"] = (Chunked + "000A\r\n0123456789\r\n000\r\n\r\n", 200, "0123456789"),
        ["no reason phrase"] = ("HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", 200, "ok"),
        ["the same length twice"] = ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok", 200, "ok"),
        ["an empty body"] = ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, ""),
        ["no chunk but the last"] = (Chunked + "0\r\n\r\n", 200, ""),
        ["an error status"] = ("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\nRetry-After: 7\r\n\r\nbusy", 503, "busy"),
        ["a status nobody knows"] = ("HTTP/1.1 599 Odd\r\nContent-Length: 3\r\n\r\nodd", 599, "odd"),
    };

    public static IEnumerable<object[]> Cases => BothEngines.With(Answers.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task An_odd_but_valid_answer_arrives_whole(string engine, string name)
    {
        var (answer, status, body) = Answers[name];
        await using var backend = ScriptedBackend.Answering(answer);
        await using var host = await EngineHost.StartAsync(engine, backend);

        // Twice, so that a connection left in the wrong place shows.
        for (var i = 0; i < 2; i++)
        {
            var received = await host.RequestAsync();
            Assert.Equal(status, received.Status);
            Assert.Equal(body, received.Body);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task An_answer_in_packets_of_one_byte_arrives_whole(string engine, string name)
    {
        var (answer, status, body) = Answers[name];
        await using var backend = new ScriptedBackend(async connection =>
        {
            while (await connection.ReadRequestAsync() is not null)
            {
                await connection.DripAsync(answer);
            }
        });
        await using var host = await EngineHost.StartAsync(engine, backend);

        var received = await host.RequestAsync();

        Assert.Equal(status, received.Status);
        Assert.Equal(body, received.Body);
    }

    [Theory]
    [InlineData("sherpa", "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nhello")]
    [InlineData("olla", "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nhello")]
    [InlineData("olla-lane", "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nhello")]
    [InlineData("sherpa", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello")]
    [InlineData("olla", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello")]
    [InlineData("olla-lane", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello")]
    public async Task A_body_that_ends_with_its_connection_arrives_whole(string engine, string answer)
    {
        await using var backend = new ScriptedBackend(async connection =>
        {
            _ = await connection.ReadRequestAsync();
            await connection.SendAsync(answer);
        });
        await using var host = await EngineHost.StartAsync(engine, backend);

        for (var i = 1; i <= 2; i++)
        {
            Assert.Equal("hello", (await host.RequestAsync()).Body);
            Assert.Equal(i, backend.Accepted);
        }
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task A_connection_that_the_backend_announces_to_close_is_not_used_again(string engine)
    {
        await using var backend = ScriptedBackend.Answering("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
        await using var host = await EngineHost.StartAsync(engine, backend);

        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal("ok", (await host.RequestAsync()).Body);
            Assert.Equal(i, backend.Accepted);
        }
    }

    [Theory]
    [InlineData("sherpa", "POST", "HTTP/1.1 204 No Content\r\n\r\nsurprise")]
    [InlineData("olla", "POST", "HTTP/1.1 204 No Content\r\n\r\nsurprise")]
    [InlineData("olla-lane", "POST", "HTTP/1.1 204 No Content\r\n\r\nsurprise")]
    [InlineData("sherpa", "GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 8\r\n\r\nsurprise")]
    [InlineData("olla", "GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 8\r\n\r\nsurprise")]
    [InlineData("olla-lane", "GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 8\r\n\r\nsurprise")]
    [InlineData("sherpa", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsurprise")]
    [InlineData("olla", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsurprise")]
    [InlineData("olla-lane", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsurprise")]
    public async Task A_body_where_none_may_be_is_not_passed_on_and_not_taken_for_the_next_answer(string engine, string method, string answer)
    {
        var served = 0;
        await using var backend = new ScriptedBackend(async connection =>
        {
            while (await connection.ReadRequestAsync() is not null)
            {
                await connection.SendAsync(Interlocked.Increment(ref served) == 1 ? answer : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
        await using var host = await EngineHost.StartAsync(engine, backend);

        using var client = await host.ConnectAsync();
        await client.SendAsync(EngineHost.Request(method));
        _ = await client.ReadMessageAsync(hasBody: false);
        await client.SendAsync(EngineHost.Request());

        Assert.Equal("ok", (await client.ReadMessageAsync()).Body);
        Assert.Equal(2, backend.Accepted);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task A_compressed_body_passes_untouched(string engine)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write("some text that was compressed"u8);
        }

        var bytes = Encoding.Latin1.GetString(packed.ToArray());
        await using var backend = ScriptedBackend.Answering(
            $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {bytes.Length}\r\n\r\n{bytes}");
        await using var host = await EngineHost.StartAsync(engine, backend);

        var received = await host.RequestAsync(fields: "Accept-Encoding: gzip\r\n");

        Assert.Equal("gzip", received.Header("Content-Encoding"));
        Assert.Equal(bytes, received.Body);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task One_giant_chunk_is_forwarded_as_it_drips(string engine)
    {
        var received = new SemaphoreSlim(0);
        await using var backend = new ScriptedBackend(async connection =>
        {
            _ = await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n");
            for (var i = 0; i < 20; i++)
            {
                await connection.SendAsync($"event {i};");
                // The next one leaves only after the client has this one.
                await received.WaitAsync();
            }
        });
        await using var host = await EngineHost.StartAsync(engine, backend);
        using var client = await host.ConnectAsync();
        await client.SendAsync(EngineHost.Request());

        for (var i = 0; i < 20; i++)
        {
            _ = await client.ReadUntilAsync(string.Create(CultureInfo.InvariantCulture, $"event {i};"));
            _ = received.Release();
        }
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task The_head_is_forwarded_before_any_byte_of_the_body(string engine)
    {
        using var seen = new SemaphoreSlim(0);
        await using var backend = new ScriptedBackend(async connection =>
        {
            _ = await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n");
            await seen.WaitAsync();
            await connection.SendAsync("ok");
        });
        foreach (var profile in Enum.GetValues<DeliveryProfile>())
        {
            await using var host = await EngineHost.StartAsync(engine, new ProxyOptions { Profile = profile }, TimeProvider.System, backend);
            using var client = await host.ConnectAsync();
            await client.SendAsync(EngineHost.Request());

            _ = await client.ReadUntilAsync("\r\n\r\n");

            _ = seen.Release();
            Assert.Equal("ok", await client.ReadExactlyAsync(2));
        }
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task An_answer_that_comes_before_a_big_request_body_is_read_arrives(string engine)
    {
        await using var backend = new ScriptedBackend(async connection =>
        {
            _ = await connection.ReadUntilAsync("\r\n\r\n");
            await connection.SendAsync("HTTP/1.1 413 Too Much\r\nContent-Length: 3\r\n\r\nbig");
            await connection.WaitForCloseAsync();
        });
        await using var host = await EngineHost.StartAsync(engine, backend);

        var received = await host.RequestAsync(body: new string('x', 16 << 20));

        Assert.Equal(413, received.Status);
        Assert.Equal("big", received.Body);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task A_body_of_many_sizes_passes_byte_for_byte_in_both_directions(string engine)
    {
        await using var backend = new ScriptedBackend(async connection =>
        {
            while (await connection.ReadRequestAsync() is { } request)
            {
                await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {request.Body.Length}\r\n\r\n");
                await connection.SendAsync(request.Body);
            }
        });
        await using var host = await EngineHost.StartAsync(engine, backend);
        foreach (var size in new[] { 1, 1000, 1023, 1024, 1025, 4096, 32 * 1024, (32 * 1024) + 1, 65_536, 1_000_000, 5_000_000 })
        {
            var body = string.Create(size, size, static (span, seed) =>
            {
                var random = new Random(seed);
                for (var i = 0; i < span.Length; i++)
                {
                    span[i] = (char)random.Next(256);
                }
            });

            Assert.Equal(body, (await host.RequestAsync(body: body)).Body);
        }
    }
}
