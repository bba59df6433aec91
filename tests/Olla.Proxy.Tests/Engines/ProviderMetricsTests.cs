using Olla.Proxy.Tests.Engines.Scripted;

namespace Olla.Proxy.Tests.Engines;

/// <summary>Every relay finds what an answer tells of its tokens, under every framing, and passes the answer on as it is.</summary>
public sealed class ProviderMetricsTests
{
    private const string Usage = "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":20,\"total_tokens\":29}";

    private static readonly string[] Events =
        ["data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", "data: {\"choices\":[{\"delta\":{\"content\":\"b\"}}]}\n\n", "data: {\"choices\":[]," + Usage + "}\n\n", "data: [DONE]\n\n"];

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task Chunked_events_tell_tokens_wherever_a_read_cuts_them(string engine)
    {
        var framed = string.Concat(Events.Select(text => $"{text.Length:x}\r\n{text}\r\n")) + "0\r\n\r\n";
        var cut = 0;
        await using var backend = new ScriptedBackend(async connection =>
        {
            while (await connection.ReadRequestAsync() is not null)
            {
                await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n" + framed[..cut]);
                await Task.Yield();
                await connection.SendAsync(framed[cut..]);
            }
        });
        await using var host = await EngineHost.StartAsync(engine, backend);
        for (cut = 0; cut <= framed.Length; cut += 5)
        {
            var answer = await host.RequestAsync();
            var metrics = (await host.ResultAsync()).Metrics;

            Assert.Equal(string.Concat(Events), answer.Body);
            Assert.Equal((9L, 20L, 29L), (metrics!.InputTokens, metrics.OutputTokens, metrics.TotalTokens));
        }
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task Whole_answers_and_bodies_that_end_with_their_connection_tell_tokens(string engine)
    {
        var body = "{\"model\":\"x\"," + Usage + "}";
        var lines = "{\"done\":false}\n{\"done\":true,\"prompt_eval_count\":8,\"eval_count\":30,\"eval_duration\":600000000}\n";
        foreach (var (type, head, text, expected) in new[]
        {
            ("openai-compatible", $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n", body, (9L, 20L)),
            ("openai-compatible", "Content-Type: application/json\r\nConnection: close\r\n", body, (9L, 20L)),
            ("ollama", "Content-Type: application/x-ndjson\r\nConnection: close\r\n", lines, (8L, 30L)),
        })
        {
            await using var backend = new ScriptedBackend(async connection =>
            {
                _ = await connection.ReadRequestAsync();
                await connection.SendAsync($"HTTP/1.1 200 OK\r\n{head}\r\n{text}");
            });
            await using var host = await EngineHost.StartAsync(
                engine, new Configuration.ProxyOptions(), TimeProvider.System, [EngineHost.Describe(backend.Url, 0) with { Type = type }]);
            var answer = await host.RequestAsync();
            var metrics = (await host.ResultAsync()).Metrics;

            Assert.Equal(text, answer.Body);
            Assert.Equal(expected, (metrics!.InputTokens, metrics.OutputTokens));
        }
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task A_second_answer_on_a_connection_does_not_inherit_the_first_ones_tokens(string engine)
    {
        var told = "{\"model\":\"x\"," + Usage + "}";
        var answers = new Queue<string>([told, "{\"model\":\"x\"}"]);
        await using var backend = new ScriptedBackend(async connection =>
        {
            while (await connection.ReadRequestAsync() is not null)
            {
                var body = answers.Dequeue();
                await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
            }
        });
        await using var host = await EngineHost.StartAsync(engine, backend);
        using var client = await host.ConnectAsync();
        foreach (var expected in new long?[] { 9, null })
        {
            await client.SendAsync(EngineHost.Request());
            _ = await client.ReadMessageAsync();
            Assert.Equal(expected, (await host.ResultAsync()).Metrics?.InputTokens);
        }
    }
}
