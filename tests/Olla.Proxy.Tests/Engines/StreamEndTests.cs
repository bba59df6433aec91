using Olla.Proxy.Engines;
using Olla.Proxy.Tests.Engines.Scripted;

namespace Olla.Proxy.Tests.Engines;

/// <summary>
/// A stream whose end is the end of its connection, cut between two events: framing says nothing, and still no client takes it for whole.
/// </summary>
public sealed class StreamEndTests
{
    private static readonly (string Type, string[] Events)[] Streams =
    [
        ("text/event-stream", ["data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"delta\":{\"content\":\"data: [DONE\"},\"finish_reason\":null}]}\n\n", "data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"delta\":{\"content\":\"b\"},\"finish_reason\":null}]}\n\n", "data: [DONE]\n\n"]),
        ("text/event-stream", ["data: {\"object\":\"text_completion\",\"choices\":[{\"text\":\"a\"}]}\n\n", "data: {\"object\":\"text_completion\",\"choices\":[{\"text\":\"\",\"finish_reason\":\"stop\"}]}\n\n"]),
        ("text/event-stream", ["event: message_start\ndata: {\"type\":\"message_start\"}\n\n", "data: {\"type\":\"content_block_delta\"}\n\n", "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"]),
        ("text/event-stream", ["data: {\"type\":\"response.created\"}\n\n", "data: {\"type\":\"response.output_text.delta\"}\n\n", "data: {\"type\":\"response.completed\"}\n\n"]),
        ("application/x-ndjson", ["{\"message\":{\"content\":\"a\"},\"done\":false}\n", "{\"message\":{\"content\":\"b\"},\"done\":false}\n", "{\"done\":true}\n"]),
    ];

    public static IEnumerable<object[]> Cases => BothEngines.With(Enumerable.Range(0, Streams.Length).Cast<object>());

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Cut_between_two_events_it_is_aborted_and_whole_it_is_not(string engine, int stream)
    {
        var (type, events) = Streams[stream];
        for (var sent = 1; sent <= events.Length; sent++)
        {
            var (answer, result) = await AskAsync(engine, type, events[..sent]);

            Assert.Equal((sent, sent == events.Length), (sent, answer == string.Concat(events)));
            Assert.Equal((sent, sent == events.Length ? ExchangeOutcome.Completed : ExchangeOutcome.BrokenStream), (sent, result.Outcome));
        }
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task An_error_event_and_a_format_without_a_last_event_end_as_they_like(string engine)
    {
        foreach (var events in new string[][]
        {
            ["data: {\"object\":\"chat.completion.chunk\",\"choices\":[]}\n\n", "data: {\"error\":{\"message\":\"out of memory\"}}\n\n"],
            ["event: ping\ndata: 1\n\n", "event: ping\ndata: 2\n\n"],
        })
        {
            var (answer, result) = await AskAsync(engine, "text/event-stream", events);

            Assert.Equal((string.Concat(events), ExchangeOutcome.Completed), (answer, result.Outcome));
        }
    }

    [Theory]
    [InlineData("200 OK", "text/event-stream", "Content-Encoding: gzip\r\n", "\u001f\u008bnot text")]
    [InlineData("200 OK", "application/x-ndjson", "content-encoding: br\r\n", "not text")]
    [InlineData("429 Too Many Requests", "text/event-stream", "", "{\"error\":{\"code\":429}}")]
    [InlineData("400 Bad Request", "text/event-stream", "", "context too long")]
    [InlineData("404 Not Found", "application/x-ndjson", "", "model not found")]
    [InlineData("200 OK", "text/event-stream", "", "{\"error\":{\"message\":\"rate limited\"}}")]
    [InlineData("200 OK", "text/event-stream", "", " {\"error\":{\"message\":\"rate limited\"}}\n")]
    public async Task What_is_no_stream_of_events_is_not_judged_by_its_last_one(string status, string type, string fields, string body)
    {
        foreach (var engine in BothEngines.Names)
        {
            await using var backend = new ScriptedBackend(async connection =>
            {
                _ = await connection.ReadRequestAsync();
                await connection.SendAsync($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nConnection: close\r\n{fields}\r\n{body}");
            });
            await using var host = await EngineHost.StartAsync(engine, backend);

            Assert.Equal((engine, body), (engine, (await host.RequestAsync()).Body));
            Assert.Equal(ExchangeOutcome.Completed, (await host.ResultAsync()).Outcome);
        }
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task A_document_under_the_type_of_a_stream_that_is_cut_is_aborted(string engine)
    {
        var (_, result) = await AskAsync(engine, "text/event-stream", ["{\"error\":{\"message\":\"rate"]);

        Assert.Equal(ExchangeOutcome.BrokenStream, result.Outcome);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task The_last_event_is_found_in_reads_of_one_byte(string engine)
    {
        var (type, events) = Streams[0];
        var (answer, result) = await AskAsync(engine, type, events, drips: true);

        Assert.Equal((string.Concat(events), ExchangeOutcome.Completed), (answer, result.Outcome));
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task Before_its_usage_and_its_DONE_a_stream_is_cut_unless_its_server_may_leave_them_out(string engine)
    {
        string[] events =
        [
            "data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
            "data: {\"object\":\"chat.completion.chunk\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2}}\n\n",
            "data: [DONE]\n\n",
        ];
        foreach (var (provider, isTolerant) in new[] { ("vllm", false), ("llamacpp", false), ("openai-compatible", true), ("somebodys-own", true) })
        {
            for (var sent = 1; sent <= events.Length; sent++)
            {
                var (answer, _) = await AskAsync(engine, "text/event-stream", events[..sent], provider: provider);

                Assert.Equal((provider, sent, isTolerant || sent == events.Length), (provider, sent, answer == string.Concat(events[..sent])));
            }
        }
    }

    /// <summary>The body that the client got, or null if it was told that it is not whole.</summary>
    private static async Task<(string? Body, ExchangeResult Result)> AskAsync(
        string engine, string type, string[] events, bool drips = false, string provider = "openai-compatible")
    {
        await using var backend = new ScriptedBackend(async connection =>
        {
            _ = await connection.ReadRequestAsync();
            await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nConnection: close\r\n\r\n");
            foreach (var text in events)
            {
                await (drips ? connection.DripAsync(text) : connection.SendAsync(text));
            }
        });
        await using var host = await EngineHost.StartAsync(
            engine, new Configuration.ProxyOptions(), TimeProvider.System, [EngineHost.Describe(backend.Url, 0) with { Type = provider }]);
        string? body;
        try
        {
            body = (await host.RequestAsync()).Body;
        }
        catch (Exception broken) when (broken is IOException or System.Net.Sockets.SocketException)
        {
            body = null;
        }

        return (body, await host.ResultAsync());
    }
}
