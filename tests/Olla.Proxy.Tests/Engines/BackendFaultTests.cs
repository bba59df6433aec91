using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Olla.Configuration;
using Olla.Proxy.Engines;
using Olla.Proxy.Tests.Engines.Scripted;

namespace Olla.Proxy.Tests.Engines;

/// <summary>A backend that misbehaves costs its request an explicit failure, never a wrong answer.</summary>
public sealed class BackendFaultTests
{
    /// <summary>What a backend does to a request, as a script with a name.</summary>
    internal sealed record Fault(string Name, Func<ScriptedConnection, Task> Script)
    {
        public override string ToString() => Name;
    }

    private static readonly Fault[] BeforeHead =
    [
        new("accepts and closes", _ => Task.CompletedTask),
        new("closes after the request", connection => connection.ReadRequestAsync()),
        new("resets before its answer", async connection =>
        {
            _ = await connection.ReadRequestAsync();
            connection.Reset();
        }),
        new("resets inside its head", async connection =>
        {
            _ = await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Ty");
            connection.Reset();
        }),
        new("resets with the request unread", connection =>
        {
            connection.Reset();
            return Task.CompletedTask;
        }),
        Answering("half a status line", "HTTP/1.1 20"),
        Answering("a head without end", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Half: "),
        Answering("a head of one megabyte", "HTTP/1.1 200 OK\r\nX-Long: " + new string('a', 1 << 20) + "\r\nContent-Length: 0\r\n\r\n"),
        Answering("another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n"),
        Answering("both lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
        Answering("two different lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"),
        Answering("a length that is no number", "HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello"),
        Answering("a switch of protocols", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
    ];

    private static readonly Fault[] AfterHead =
    [
        Answering("a body shorter than declared", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"),
        Answering("no body at all", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"),
        Answering("chunks without the last", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
        Answering("half a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhello"),
        Answering("a bad chunk size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n"),
        Answering("a negative chunk size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n"),
        Answering("a chunk size beyond all bounds", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nhello"),
        Answering("a chunk longer than declared", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n"),
        Answering("a last chunk without its end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n"),
        new("a reset after the head", async connection =>
        {
            _ = await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
            connection.Reset();
        }),
        new("a reset inside the body", async connection =>
        {
            _ = await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            await connection.SendChunkAsync("data: 1\n\n");
            connection.Reset();
        }),
        new("a reset inside a body that ends with its connection", async connection =>
        {
            _ = await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
            connection.Reset();
        }),
    ];

    public static IEnumerable<object[]> BeforeHeadCases => BothEngines.With(BeforeHead.Select(fault => fault.Name));
    public static IEnumerable<object[]> AfterHeadCases => BothEngines.With(AfterHead.Select(fault => fault.Name));

    [Theory]
    [MemberData(nameof(BeforeHeadCases))]
    public async Task A_fault_before_the_head_is_complete_is_a_502_of_ours(string engine, string fault)
    {
        await using var backend = new ScriptedBackend(BeforeHead.Single(one => one.Name == fault).Script);
        await using var host = await EngineHost.StartAsync(engine, backend);

        var answer = await host.RequestAsync();

        Assert.Equal(502, answer.Status);
        Assert.False((await host.ResultAsync()).Committed);
        Assert.False(Assert.Single(host.Observer.Attempts).Succeeded);
        Assert.Equal(0, host.Endpoints[0].State.ActiveConnections);
    }

    [Theory]
    [MemberData(nameof(AfterHeadCases))]
    public async Task A_fault_after_the_head_never_ends_cleanly(string engine, string fault)
    {
        await using var backend = new ScriptedBackend(AfterHead.Single(one => one.Name == fault).Script);
        await using var host = await EngineHost.StartAsync(engine, backend);

        var error = await Record.ExceptionAsync(() => host.RequestAsync());

        Assert.True(error is IOException or SocketException, "the client took it for complete");
        Assert.Equal(ExchangeOutcome.BrokenStream, (await host.ResultAsync()).Outcome);
        Assert.False(Assert.Single(host.Observer.Attempts).Succeeded);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task A_break_is_visible_to_a_client_of_http_1_0_too(string engine)
    {
        await using var backend = new ScriptedBackend(AfterHead.Single(one => one.Name == "chunks without the last").Script);
        await using var host = await EngineHost.StartAsync(engine, backend);
        using var client = await host.ConnectAsync();
        await client.SendAsync("POST /v1/chat/completions HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}");

        // Without framing only a reset tells a break from an end.
        _ = await Assert.ThrowsAsync<SocketException>(client.ReadToEndAsync);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task A_backend_that_never_answers_is_a_504(string engine)
    {
        var asked = new TaskCompletionSource();
        await using var backend = new ScriptedBackend(async connection =>
        {
            _ = await connection.ReadRequestAsync();
            asked.SetResult();
            await connection.WaitForCloseAsync();
        });
        var time = new FakeTimeProvider();
        await using var host = await EngineHost.StartAsync(engine, new ProxyOptions(), time, backend);

        var answer = host.RequestAsync(fields: "X-Test-Stream: 1\r\n");
        await asked.Task;
        await time.AdvanceUntilAsync(answer);

        Assert.Equal(504, (await answer).Status);
        Assert.Equal(ExchangeOutcome.TimedOut, (await host.ResultAsync()).Outcome);
    }

    [Theory]
    [InlineData("sherpa", false, 200)]
    [InlineData("sherpa", true, 504)]
    [InlineData("olla", false, 200)]
    [InlineData("olla-lane", false, 200)]
    [InlineData("olla", true, 504)]
    [InlineData("olla-lane", true, 504)]
    public async Task Only_a_stream_must_begin_within_the_header_timeout(string engine, bool stream, int expected)
    {
        var asked = new TaskCompletionSource();
        var answerNow = new TaskCompletionSource();
        await using var backend = new ScriptedBackend(async connection =>
        {
            _ = await connection.ReadRequestAsync();
            asked.SetResult();
            await answerNow.Task;
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        var time = new FakeTimeProvider();
        await using var host = await EngineHost.StartAsync(engine, new ProxyOptions(), time, backend);

        var answer = host.RequestAsync(fields: stream ? "X-Test-Stream: 1\r\n" : "");
        await asked.Task;
        await time.AdvanceInStepsAsync(TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(1));
        answerNow.SetResult();

        Assert.Equal(expected, (await answer).Status);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task A_stalled_stream_is_cut_by_the_read_timeout(string engine)
    {
        var sent = new TaskCompletionSource();
        var closed = new TaskCompletionSource();
        await using var backend = new ScriptedBackend(async connection =>
        {
            _ = await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            await connection.SendChunkAsync("data: 1\n\n");
            sent.SetResult();
            await connection.WaitForCloseAsync();
            closed.SetResult();
        });
        var time = new FakeTimeProvider();
        await using var host = await EngineHost.StartAsync(engine, new ProxyOptions(), time, backend);
        using var client = await host.ConnectAsync();
        await client.SendAsync(EngineHost.Request());
        _ = await client.ReadUntilAsync("data: 1\n\n");
        await sent.Task;

        var rest = client.ReadToEndAsync();
        await time.AdvanceUntilAsync(rest);

        var error = await Record.ExceptionAsync(() => rest);
        Assert.True(error is SocketException || !(await rest).Contains("\r\n0\r\n", StringComparison.Ordinal), "ended cleanly");
        await closed.Task;
        Assert.Equal(ExchangeOutcome.BrokenStream, (await host.ResultAsync()).Outcome);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task A_stream_with_a_gap_below_the_read_timeout_goes_on(string engine)
    {
        var goOn = new TaskCompletionSource();
        await using var backend = new ScriptedBackend(async connection =>
        {
            _ = await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            await connection.SendChunkAsync("data: 1\n\n");
            await goOn.Task;
            await connection.SendChunkAsync("data: 2\n\n");
            await connection.SendAsync("0\r\n\r\n");
        });
        var time = new FakeTimeProvider();
        await using var host = await EngineHost.StartAsync(engine, new ProxyOptions(), time, backend);
        using var client = await host.ConnectAsync();
        await client.SendAsync(EngineHost.Request());
        _ = await client.ReadUntilAsync("data: 1\n\n");

        await time.AdvanceInStepsAsync(TimeSpan.FromMinutes(9), TimeSpan.FromSeconds(10));
        goOn.SetResult();

        _ = await client.ReadUntilAsync("data: 2\n\n\r\n0\r\n\r\n");
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task An_explicit_response_timeout_bounds_a_stream_that_never_stops(string engine)
    {
        await using var backend = new ScriptedBackend(async connection =>
        {
            _ = await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            await connection.SendChunkAsync("data: 1\n\n");
            await connection.WaitForCloseAsync();
        });
        var time = new FakeTimeProvider();
        var options = new ProxyOptions { ResponseTimeout = TimeSpan.FromMinutes(1), ResponseTimeoutIsExplicit = true };
        await using var host = await EngineHost.StartAsync(engine, options, time, backend);
        using var client = await host.ConnectAsync();
        await client.SendAsync(EngineHost.Request());
        _ = await client.ReadUntilAsync("data: 1\n\n");

        var result = host.ResultAsync();
        await time.AdvanceInStepsAsync(TimeSpan.FromSeconds(70), TimeSpan.FromSeconds(1));

        Assert.Equal(ExchangeOutcome.BrokenStream, (await result).Outcome);
    }

    /// <summary>What a backend sends before it falls silent.</summary>
    private static readonly Dictionary<string, string> Stalls = new()
    {
        ["before its answer"] = "",
        ["inside the status line"] = "HTTP/1.1 2",
        ["inside the head"] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-",
        ["after an interim answer"] = "HTTP/1.1 103 Early Hints\r\n\r\n",
        ["after the head"] = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
        ["inside a body of known length"] = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
        ["inside a body that ends with its connection"] = "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nhello",
        ["inside the size of a chunk"] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1",
        ["inside a chunk"] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhello",
        ["between two chunks"] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        ["inside the end"] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
    };

    public static IEnumerable<object[]> StallCases => BothEngines.With(Stalls.Keys);

    [Theory]
    [MemberData(nameof(StallCases))]
    public async Task A_stall_at_any_point_is_cut_and_never_taken_for_the_end(string engine, string point)
    {
        var sent = new TaskCompletionSource();
        await using var backend = new ScriptedBackend(async connection =>
        {
            _ = await connection.ReadRequestAsync();
            await connection.SendAsync(Stalls[point]);
            sent.SetResult();
            await connection.WaitForCloseAsync();
        });
        var time = new FakeTimeProvider();
        var options = new ProxyOptions
        {
            ResponseHeaderTimeout = TimeSpan.FromSeconds(20),
            ResponseHeaderTimeoutIsExplicit = true,
            ReadTimeout = TimeSpan.FromSeconds(20),
        };
        await using var host = await EngineHost.StartAsync(engine, options, time, backend);
        using var client = await host.ConnectAsync();
        await client.SendAsync(EngineHost.Request());
        await sent.Task;
        var isCommitted = Stalls[point].Contains("200 OK\r\n", StringComparison.Ordinal) && Stalls[point].Contains("\r\n\r\n", StringComparison.Ordinal);
        if (isCommitted)
        {
            _ = await client.ReadUntilAsync("\r\n\r\n");
        }

        var rest = isCommitted ? client.ReadToEndAsync() : client.ReadUntilAsync("\r\n\r\n");
        await time.AdvanceUntilAsync(rest);

        var result = await host.ResultAsync();
        if (isCommitted)
        {
            Assert.Equal(ExchangeOutcome.BrokenStream, result.Outcome);
            _ = await Assert.ThrowsAsync<SocketException>(() => rest);
        }
        else
        {
            Assert.Equal(ExchangeOutcome.TimedOut, result.Outcome);
            Assert.StartsWith("HTTP/1.1 504", await rest, StringComparison.Ordinal);
        }
    }

    private static Fault Answering(string name, string answer) => new(name, async connection =>
    {
        _ = await connection.ReadRequestAsync();
        await connection.SendAsync(answer);
        connection.HalfClose();
        await connection.WaitForCloseAsync();
    });
}
