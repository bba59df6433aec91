using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Olla.Configuration;
using Olla.Proxy.Engines;
using Olla.Proxy.Http;
using Olla.Proxy.Http.Translated;
using Olla.Proxy.Tests.Engines.Scripted;
using Route = Olla.Proxy.Http.Route;

namespace Olla.Proxy.Tests.Http.Translated;

/// <summary>Wherever a backend's stream is cut, the client gets the whole answer or an error that it can see.</summary>
public sealed partial class CutStreamTests
{
    private const string Native =
        "event: message_start\ndata: {\"type\":\"message_start\"}\n\nevent: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"delta\":{\"text\":\"é漢\"}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    private const string NativeResponse =
        "event: response.created\ndata: {\"type\":\"response.created\"}\n\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"é\"}\n\ndata: {\"type\":\"response.completed\"}\n\n";

    private static readonly string ChatStream = Chat.EventStream(
    [
        """{"model":"demo","choices":[{"index":0,"delta":{"role":"assistant","content":"Hé漢"}}]}""",
        """{"model":"demo","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c1","function":{"name":"f","arguments":""}}]}}]}""",
        """{"model":"demo","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":[1,"}}]}}]}""",
        """{"model":"demo","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"2]}"}}]}}]}""",
        """{"model":"demo","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""",
        """{"model":"demo","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2}}""",
    ]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cut_at_any_byte_a_translated_stream_is_whole_or_ends_with_an_error(bool isFramed)
    {
        foreach (var api in Apis())
        {
            var (whole, _, _) = await TranslateAsync(api, Encoding.UTF8.GetBytes(ChatStream), "text/event-stream", isBroken: false);
            await ForEachCutAsync(ChatStream, async cut =>
            {
                var (answer, _, isAborted) = await TranslateAsync(api, cut, "text/event-stream", isFramed);
                Assert.True(isAborted || answer.Contains("event: error\n", StringComparison.Ordinal) || Said(answer) == Said(whole), $"{api.Name} after {cut.Length} bytes:\n{answer}");
                Assert.False(answer.Contains("event: error\n", StringComparison.Ordinal) && HasEnd(answer), "an error is the last that a client hears");
            });
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cut_at_any_byte_a_translated_answer_is_whole_or_an_error(bool isFramed)
    {
        foreach (var api in Apis())
        {
            foreach (var isStream in new[] { true, false })
            {
                await ForEachCutAsync(Chat.Completion, async cut =>
                {
                    var (answer, status, _) = await TranslateAsync(api, cut, "application/json", isFramed, isStream);
                    Assert.True(status == 502 && answer.Contains("\"error\":{", StringComparison.Ordinal), $"{api.Name} after {cut.Length} bytes: {status}\n{answer}");
                });
            }
        }
    }

    [Fact]
    public async Task Cut_at_any_byte_a_stream_that_is_passed_through_is_aborted()
    {
        foreach (var (api, stream) in Apis().Zip([Native, NativeResponse]))
        {
            var (whole, isAborted) = await PassAsync(api, Encoding.UTF8.GetBytes(stream));
            Assert.Equal((stream, false), (whole, isAborted));
            await ForEachCutAsync(stream, async cut => Assert.True((await PassAsync(api, cut)).IsAborted, $"{api.Name} after {cut.Length} bytes"));
        }
    }

    public static TheoryData<EngineRow, string, string, string, string> Wires
    {
        get
        {
            const string Lines = "{\"message\":{\"content\":\"a\"},\"done\":false}\n{\"message\":{\"content\":\"\"},\"done\":true}\n";
            const string Events = "text/event-stream";
            var chunks = Chat.EventStream(Chat.Chunks[..3]).Replace("{\"model\"", "{\"object\":\"chat.completion.chunk\",\"model\"", StringComparison.Ordinal);
            var data = new TheoryData<EngineRow, string, string, string, string>();
            foreach (var row in Enum.GetValues<EngineRow>())
            {
                data.Add(row, "sglang", "/olla/proxy/v1/chat/completions", Events, "data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"finish_reason\":\"stop\"}]}\n\ndata: {\"usage\":{}}\n\ndata: [DONE]\n\n");
                data.Add(row, "ollama", "/olla/ollama/api/chat", "application/x-ndjson", Lines);
                data.Add(row, "sglang", "/olla/anthropic/v1/messages", Events, chunks);
                data.Add(row, "sglang", "/olla/proxy/v1/responses", Events, chunks);
                data.Add(row, "vllm", "/olla/anthropic/v1/messages", Events, Native);
                data.Add(row, "vllm", "/olla/vllm/v1/messages", Events, Native);
                data.Add(row, "vllm", "/olla/vllm/v1/responses", Events, NativeResponse);
            }

            return data;
        }
    }

    /// <summary>
    /// Over real sockets, every relay and every framing, at every ninth byte (each relay at others): formats passed through, and translated ones.
    /// </summary>
    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Cut_on_the_wire_no_stream_ends_well(EngineRow row, string provider, string path, string type, string body)
    {
        var length = Encoding.UTF8.GetByteCount(body);
        var (head, framed, sent) = ("", "", 0);
        await using var backend = new ScriptedBackend(async connection =>
        {
            var request = await connection.ReadRequestAsync();
            if (request is null || request.Head.StartsWith("GET", StringComparison.Ordinal))
            {
                await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
                return;
            }

            await connection.SendAsync(Encoding.UTF8.GetBytes(head + framed).AsMemory(0, head.Length + sent));
        });
        var options = Engines.With(row, ProxyFixture.OptionsFor(EngineKind.Olla, [backend.Url], provider));
        await using var proxy = await ProxyFixture.StartAsync(options);
        foreach (var (field, text, enough) in new[]
        {
            ("Transfer-Encoding: chunked", $"{length:x}\r\n{body}\r\n0\r\n\r\n", 0),
            ($"Content-Length: {length}", body, 0),
            // Nothing tells such a cut but the last event; what stands behind it are line breaks.
            ("Connection: close", body, type.Contains("ndjson", StringComparison.Ordinal) ? 1 : body.EndsWith("[DONE]\n\n", StringComparison.Ordinal) ? 2 : 0),
        })
        {
            (head, framed) = ($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\n{field}\r\n\r\n", text);
            var whole = Encoding.UTF8.GetByteCount(framed);
            for (sent = (int)row * 3; sent < whole - enough; sent += 9)
            {
                Assert.True(await IsVisiblyBrokenAsync(proxy, path), $"{row} {path} {field} after {sent} of {whole} bytes");
            }

            for (sent = whole - enough; sent <= whole; sent++)
            {
                Assert.False(await IsVisiblyBrokenAsync(proxy, path), $"{row} {path} {field}, whole with {sent} of {whole} bytes");
            }
        }
    }

    private static async Task<bool> IsVisiblyBrokenAsync(ProxyFixture proxy, string path)
    {
        try
        {
            var request = path.Contains("responses", StringComparison.Ordinal) ? """{"model":"demo","input":"x","stream":true}""" : Chat.Streamed;
            using var response = await proxy.PostAsync(path, request);
            var text = await response.Content.ReadAsStringAsync();
            return !response.IsSuccessStatusCode || text.Contains("event: error\n", StringComparison.Ordinal);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return true;
        }
    }

    private static ITranslatedApi[] Apis() => [new MessagesApi(), new ResponsesApi(TimeProvider.System)];

    private static async Task ForEachCutAsync(string stream, Func<byte[], Task> check)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        for (var length = 0; length < bytes.Length; length++)
        {
            await check(bytes[..length]);
        }
    }

    private static async Task<(string Answer, int Status, bool IsAborted)> TranslateAsync(ITranslatedApi api, byte[] backend, string type, bool isBroken, bool isStream = true)
    {
        var client = new Client(api);
        var request = api is MessagesApi ? Chat.Streamed : """{"model":"demo","input":"x","stream":true}""";
        request = isStream ? request : request.Replace("true", "false", StringComparison.Ordinal);
        Assert.True(api.TryRead(Encoding.UTF8.GetBytes(request), natives: false, out var call, out _));
        using (call)
        {
            var head = new TranslatedHead();
            head.Feature.Headers.ContentType = type;
            var answer = new TranslatedAnswer(client.Scope, call, head);
            await WriteAsync(answer, backend);
            await answer.FinishAsync(Result(isBroken), isBroken);
        }

        return (client.Text, client.Scope.Response.StatusCode, client.IsAborted);
    }

    private static async Task<(string Answer, bool IsAborted)> PassAsync(ITranslatedApi api, byte[] backend)
    {
        var client = new Client(api);
        client.Scope.Response.ContentType = "text/event-stream";
        var answer = new WatchedAnswer(client.Scope, api);
        await WriteAsync(answer, backend);
        await answer.FinishAsync(Result(isBroken: false), isBroken: false);
        await client.Scope.Response.BodyWriter.FlushAsync();
        return (client.Text, client.IsAborted);
    }

    private static ExchangeResult Result(bool isBroken) => new()
    {
        Outcome = isBroken ? ExchangeOutcome.BrokenStream : ExchangeOutcome.Completed,
        StatusCode = 200,
        Committed = true,
    };

    /// <summary>As an engine writes: in pieces of odd sizes.</summary>
    private static async Task WriteAsync(AnswerPipe answer, byte[] bytes)
    {
        await answer.FlushAsync();
        for (var at = 0; at < bytes.Length; at += 37)
        {
            var piece = bytes.AsMemory(at, Math.Min(37, bytes.Length - at));
            piece.CopyTo(answer.GetMemory(piece.Length));
            answer.Advance(piece.Length);
            await answer.FlushAsync();
        }
    }

    /// <summary>What a client reads out of a stream, apart from identifiers, counts and numbers.</summary>
    private static string Said(string answer) => Changing().Replace(answer, "");

    private static bool HasEnd(string answer) => answer.Contains("message_stop", StringComparison.Ordinal) || answer.Contains("response.completed", StringComparison.Ordinal);

    [GeneratedRegex("""(msg|resp|fc|rs|call|toolu)_\w+|"usage":(null|\{("\w+":(\d+|\{[^}]*\}),?)*\})|"created_at":\d+""")]
    private static partial Regex Changing();

    /// <summary>A client's side without a server.</summary>
    private sealed class Client : IHttpRequestLifetimeFeature
    {
        private readonly Func<string> _text;

        public Client(ITranslatedApi api)
        {
            var body = new MemoryStream();
            _text = () => Encoding.UTF8.GetString(body.ToArray());
            var features = new FeatureCollection();
            features.Set<IHttpRequestFeature>(new HttpRequestFeature { RawTarget = "/" });
            features.Set<IHttpResponseFeature>(new HttpResponseFeature());
            features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
            features.Set<IHttpRequestLifetimeFeature>(this);
            Scope = new RequestScope { Generation = null! };
            Scope.Begin(features, 0);
            Scope.Route = new Route
            {
                Pattern = "/",
                Handler = static _ => Task.CompletedTask,
                ErrorFormatOf = _ => api is MessagesApi ? ErrorFormat.Anthropic : ErrorFormat.OpenAI,
            };
        }

        public RequestScope Scope { get; }

        public string Text => _text();

        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }
}
