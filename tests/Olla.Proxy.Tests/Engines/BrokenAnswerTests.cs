using Olla.Proxy.Engines;
using Olla.Proxy.Tests.Engines.Scripted;

namespace Olla.Proxy.Tests.Engines;

/// <summary>Backends' answers are held to one set of rules: what one relay refuses, all refuse, in the same words, and at once.</summary>
public sealed class BrokenAnswerTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    public static TheoryData<string> BrokenHeads => new(
        "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\n",
        "HTTP/1.1 200 OK\r\nX\u0001: a\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nX: a\u0001b\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nX: a\u007f\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nX : a\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nX: a\r\n folded\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\n: a\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 O\u0001K\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok",
        "HTTP/1.2 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 103 Early Hints\r\nX\u0001: a\r\n\r\n" + Ok,
        "HTTP/1.1 103 Early Hints\nX: a\n\n" + Ok,
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        string.Concat(Enumerable.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 17)) + Ok,
        "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat("X: a\r\n", 513)) + "\r\n",
        "HTTP/1.1 200 OK\r\nX: " + new string('a', 70_000));

    [Theory]
    [MemberData(nameof(BrokenHeads))]
    public async Task A_broken_head_is_502_at_once_and_in_the_same_words(string answer)
    {
        var words = new HashSet<string>();
        foreach (var engine in BothEngines.Names)
        {
            // The connection stays open: nothing waits for more of a head that is broken already.
            await using var backend = new ScriptedBackend(async connection =>
            {
                _ = await connection.ReadRequestAsync();
                await connection.SendAsync(answer);
                await connection.WaitForCloseAsync();
            });
            await using var host = await EngineHost.StartAsync(engine, backend);

            Assert.Equal((engine, 502), (engine, (await host.RequestAsync()).Status));
            var result = await host.ResultAsync();
            Assert.Equal(ExchangeOutcome.BadResponse, result.Outcome);
            words.Add(result.Error!);
            Assert.Empty(host.Observer.Unreachable);
        }

        Assert.Single(words);
    }

    [Theory]
    [InlineData("2\r\nok\n0\r\n\r\n")]
    [InlineData("2;a\u0001\r\nok\r\n0\r\n\r\n")]
    [InlineData("2\r\nok\r\n0\r\nX\u0001: a\r\n\r\n")]
    [InlineData("2\r\nok\r\n0\r\nX: a\u0001\r\n\r\n")]
    [InlineData("2\r\nok\r\n0\r\nno colon\r\n\r\n")]
    [InlineData("2\r\nok\r\n0\r\n X: folded\r\n\r\n")]
    [InlineData("+2\r\nok\r\n0\r\n\r\n")]
    [InlineData("2 \r\nok\r\n0\r\n\r\n")]
    public async Task Broken_chunks_and_trailers_never_end_an_answer_cleanly(string chunks)
    {
        foreach (var engine in BothEngines.Names)
        {
            await using var backend = new ScriptedBackend(async connection =>
            {
                _ = await connection.ReadRequestAsync();
                await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
                await connection.WaitForCloseAsync();
            });
            await using var host = await EngineHost.StartAsync(engine, backend);
            using var client = await host.ConnectAsync();
            await client.SendAsync(EngineHost.Request());

            await client.WaitForCloseAsync();
            var result = await host.ResultAsync();
            Assert.Equal((engine, ExchangeOutcome.BrokenStream), (engine, result.Outcome));
        }
    }

    [Theory]
    [InlineData(200, 4)]
    [InlineData(500, 10)]
    [InlineData(2, 20_000)]
    public async Task A_long_head_within_the_limits_passes_whole(int fields, int size)
    {
        var lines = string.Concat(Enumerable.Range(0, fields).Select(i => $"X-{i}: {new string('a', size)}\r\n"));
        foreach (var engine in BothEngines.Names)
        {
            await using var backend = ScriptedBackend.Answering("HTTP/1.1 200 OK\r\n" + lines + "Content-Length: 2\r\n\r\nok");
            await using var host = await EngineHost.StartAsync(engine, backend);
            for (var i = 0; i < 2; i++)
            {
                var answer = await host.RequestAsync();

                Assert.Equal((engine, 200, "ok"), (engine, answer.Status, answer.Body));
                Assert.Equal(new string('a', size), answer.Header($"X-{fields - 1}"));
            }
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL")]
    [InlineData("x")]
    [InlineData(null)]
    public async Task What_a_backend_says_unasked_before_the_next_request_is_no_answer_to_it(string? unasked)
    {
        foreach (var engine in BothEngines.Names)
        {
            using var speaks = new SemaphoreSlim(0);
            using var hasSpoken = new SemaphoreSlim(0);
            var connections = 0;
            await using var backend = new ScriptedBackend(async connection =>
            {
                var isFirst = Interlocked.Increment(ref connections) == 1;
                while (await connection.ReadRequestAsync() is not null)
                {
                    await connection.SendAsync(Ok);
                    if (isFirst)
                    {
                        await speaks.WaitAsync();
                        if (unasked is null)
                        {
                            connection.HalfClose();
                        }
                        else
                        {
                            await connection.SendAsync(unasked);
                        }

                        hasSpoken.Release();
                    }
                }
            });
            await using var host = await EngineHost.StartAsync(engine, backend);
            Assert.Equal("ok", (await host.RequestAsync()).Body);

            // The thread that chooses the connection has had no time to hear of the bytes: they wait in the socket.
            host.BeforeChoice = () =>
            {
                speaks.Release();
                hasSpoken.Wait();
                host.BeforeChoice = null;
            };

            Assert.Equal((engine, "ok"), (engine, (await host.RequestAsync()).Body));
            Assert.Equal(2, connections);
        }
    }
}
