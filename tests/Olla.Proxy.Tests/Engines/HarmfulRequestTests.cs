using Olla.Proxy.Engines;
using Olla.Proxy.Tests.Engines.Scripted;

namespace Olla.Proxy.Tests.Engines;

/// <summary>One client's request must not cost other clients their endpoints, however backends take it.</summary>
public sealed class HarmfulRequestTests
{
    private const string Good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private const string Early = "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 9\r\nContent-Type: text/plain\r\n";

    /// <summary>What a backend does to a request that it cannot bear.</summary>
    private static readonly Dictionary<string, Action<ScriptedConnection>> Deaths = new()
    {
        ["closes"] = static connection => connection.Dispose(),
        ["resets"] = static connection => connection.Reset(),
    };

    public static IEnumerable<object[]> DeadlyRequests =>
        from engine in BothEngines.Names
        from death in Deaths.Keys
        from isWarm in new[] { false, true }
        from method in new[] { "POST", "PATCH", "GET" }
        select new object[] { engine, death, isWarm, method };

    [Theory]
    [MemberData(nameof(DeadlyRequests))]
    public async Task A_request_that_backends_close_on_is_repeated_once_unless_it_is_idempotent_and_takes_nobody_offline(
        string engine, string death, bool isWarm, string method)
    {
        var sends = 0;
        async Task Script(ScriptedConnection connection)
        {
            while (await connection.ReadRequestAsync() is { } request)
            {
                if (request.Head.Contains("/poison", StringComparison.Ordinal))
                {
                    _ = Interlocked.Increment(ref sends);
                    Deaths[death](connection);
                    return;
                }

                await connection.SendAsync(Good);
            }
        }

        await using var first = new ScriptedBackend(Script);
        await using var second = new ScriptedBackend(Script);
        await using var third = new ScriptedBackend(Script);
        await using var host = await EngineHost.StartAsync(engine, first, second, third);
        if (isWarm)
        {
            Assert.Equal(200, (await host.RequestAsync()).Status);
            _ = await host.ResultAsync();
        }

        var answer = await host.RequestAsync(method, path: "/poison");

        Assert.Equal(502, answer.Status);
        Assert.Equal(ExchangeOutcome.AllEndpointsFailed, (await host.ResultAsync()).Outcome);
        // What may be repeated goes to every endpoint; the framework's client repeats it on connections of its own besides.
        Assert.InRange(Volatile.Read(ref sends), method == "GET" ? 3 : 2, method != "GET" ? 2 : engine == "sherpa" ? 12 : 4);
        Assert.Empty(host.Observer.Unreachable);
        Assert.Equal("ok", (await host.RequestAsync()).Body);
    }

    public static IEnumerable<object[]> EarlyAnswers =>
        from engine in BothEngines.Names
        from length in new[] { 200, 100_000, 4_000_000 }
        from closes in new[] { true, false }
        from isChunked in new[] { false, true }
        select new object[] { engine, length, closes, isChunked };

    [Theory]
    [MemberData(nameof(EarlyAnswers))]
    public async Task An_answer_that_comes_before_the_body_was_read_is_the_answer(string engine, int length, bool closes, bool isChunked)
    {
        var over = new TaskCompletionSource();
        await using var early = new ScriptedBackend(async connection =>
        {
            _ = await connection.ReadUntilAsync("\r\n\r\n");
            await connection.SendAsync(Early + (closes ? "Connection: close\r\n" : "") + "\r\ntoo large");
            if (!closes)
            {
                // It neither reads nor closes.
                await over.Task;
            }
        });
        await using var second = ScriptedBackend.Answering(Good);
        await using var started = await EngineHost.StartAsync(engine, early, second);
        try
        {
            using var client = await started.ConnectAsync();
            var body = new string('x', length);
            var framing = isChunked ? "Transfer-Encoding: chunked" : $"Content-Length: {length}";
            var payload = isChunked ? $"{length:x}\r\n{body}\r\n0\r\n\r\n" : body;
            await client.SendAsync($"POST /v1/chat/completions HTTP/1.1\r\nHost: proxy.test\r\n{framing}\r\n\r\n{payload}");

            var answer = await client.ReadMessageAsync();

            Assert.Equal(413, answer.Status);
            Assert.Equal("too large", answer.Body);
            Assert.Equal(1, early.Accepted);
            Assert.Equal(0, second.Accepted);
            Assert.Empty(started.Observer.Unreachable);
            _ = await started.ResultAsync();
            if (closes)
            {
                Assert.Equal("too large", (await started.RequestAsync()).Body);
            }
        }
        finally
        {
            over.SetResult();
        }
    }
}
