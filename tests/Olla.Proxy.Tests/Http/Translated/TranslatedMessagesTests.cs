using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Olla.Configuration;

namespace Olla.Proxy.Tests.Http.Translated;

/// <summary>The Messages API in front of backends that speak OpenAI only.</summary>
public sealed class TranslatedMessagesTests
{
    private const string WholeStream = "message_start content_block_start Hi  there content_block_stop delta:end_turn message_stop";

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task A_message_goes_out_as_a_chat_completion_and_comes_back_as_a_message(EngineRow engine)
    {
        await using var backend = await Backend.StartAsync(Chat.Completion);
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend]);
        using var response = await proxy.PostAsync(
            Chat.Messages + "?beta=true", Chat.Request, ("x-api-key", "secret"), ("anthropic-version", "2026-10-21"), ("Accept-Encoding", "gzip, deflate"));

        var received = Assert.Single(backend.Received);
        Assert.Equal("/v1/chat/completions?beta=true", received.Target);
        Assert.Equal("""{"model":"demo","messages":[{"role":"user","content":"Hello world"}],"max_tokens":50,"stream":false}""", Encoding.UTF8.GetString(received.Body));
        Assert.Equal(("identity", "2026-10-21", "application/json"), (received.Headers["Accept-Encoding"], received.Headers["anthropic-version"], received.Headers["Content-Type"]));
        Assert.DoesNotContain("x-api-key", received.Headers.Keys);

        var message = await Chat.JsonAsync(response);
        Assert.StartsWith("msg_01", message.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal("""[{"type":"text","text":"Hi there"}]""", message.GetProperty("content").GetRawText());
        Assert.Equal("""{"input_tokens":9,"output_tokens":2}""", message.GetProperty("usage").GetRawText());
        Assert.Equal(Chat.Header(response, "X-Olla-Request-ID"), Chat.Header(response, "request-id"));
        Assert.Equal(("b0", "demo"), (Chat.Header(response, "X-Olla-Endpoint"), Chat.Header(response, "X-Olla-Model")));
        Assert.False(response.Headers.Contains("X-Olla-Mode"));
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task A_stream_is_translated_event_by_event_as_it_comes(EngineRow engine)
    {
        using var next = new SemaphoreSlim(0);
        await using var backend = await Backend.StartAsync(async context =>
        {
            foreach (var chunk in Chat.Chunks)
            {
                await Chat.SendEventAsync(context, chunk);
                await next.WaitAsync();
            }

            await Chat.SendEventAsync(context, "[DONE]");
        });
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend]);
        using var response = await proxy.PostAsync(Chat.Messages, Chat.Streamed);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var seen = new StringBuilder();
        // The backend goes on only after the translation of its last chunk was seen here: nothing can be waiting to be collected.
        foreach (var awaited in new[] { "\"Hi\"", "\" there\"" })
        {
            seen.Append(await Chat.ReadToAsync(reader, awaited));
            next.Release();
        }

        next.Release(2);
        seen.Append(await reader.ReadToEndAsync());

        Assert.Equal(WholeStream, Chat.Describe(seen.ToString()));
        Assert.Equal(("text/event-stream", "no-cache"), (response.Content.Headers.ContentType?.MediaType, response.Headers.CacheControl?.ToString()));
        Assert.Equal(Chat.Header(response, "X-Olla-Request-ID"), Chat.Header(response, "request-id"));
    }

    public static TheoryData<EngineKind, string, string> OddBackends
    {
        get
        {
            var cases = new TheoryData<EngineKind, string, string>();
            foreach (var engine in new[] { EngineKind.Sherpa, EngineKind.Olla })
            {
                cases.Add(engine, "whole", "message_start content_block_start Hi there content_block_stop delta:end_turn message_stop");
                cases.Add(engine, "gzip", WholeStream);
                cases.Add(engine, "mistyped", WholeStream);
                cases.Add(engine, "no space", WholeStream);
                cases.Add(engine, "no last line", WholeStream);
                cases.Add(engine, "error inside", "message_start content_block_start Hi error:api_error");
                cases.Add(engine, "no finish", "message_start content_block_start Hi  there error:api_error");
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(OddBackends))]
    public async Task An_odd_backend_gives_a_whole_stream_or_a_visible_error(EngineKind engine, string oddity, string expected)
    {
        await using var backend = await Backend.StartAsync(context => AnswerOddlyAsync(context, oddity));
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend]);
        using var response = await proxy.PostAsync(Chat.Messages, Chat.Streamed);

        Assert.Equal(expected, Chat.Describe(await response.Content.ReadAsStringAsync()));
        var page = await proxy.PageWhenAsync("/internal/stats/translators", page => page.GetProperty("translators").GetArrayLength() == 1);
        var fails = expected.Contains("error:", StringComparison.Ordinal);
        Assert.Equal(fails ? 1 : 0, page.GetProperty("translators")[0].GetProperty("failed_requests").GetInt32());
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task A_backend_that_dies_in_mid_stream_is_reported_by_an_error_event(EngineRow engine)
    {
        using var seen = new SemaphoreSlim(0);
        await using var backend = await Backend.StartAsync(async context =>
        {
            await Chat.SendEventAsync(context, Chat.Chunks[0]);
            await seen.WaitAsync();
            context.Abort();
        });
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend]);
        using var response = await proxy.PostAsync(Chat.Messages, Chat.Streamed);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var begun = await Chat.ReadToAsync(reader, "\"Hi\"");
        seen.Release();

        Assert.Equal("message_start content_block_start Hi error:api_error", Chat.Describe(begun + await reader.ReadToEndAsync()));
        var status = await proxy.PageWhenAsync("/internal/status", page => page.GetProperty("system").GetProperty("total_requests").GetInt32() == 1);
        Assert.Equal(1, status.GetProperty("system").GetProperty("total_failures").GetInt32());
    }

    [Theory]
    [InlineData("""{"error":{"message":"no such thing","code":7}}""", "no such thing")]
    [InlineData("""{"error":"in a word"}""", "in a word")]
    [InlineData("""{"detail":"said elsewhere"}""", "said elsewhere")]
    [InlineData("plain words", "plain words")]
    [InlineData("", "Backend error")]
    public async Task A_backends_error_keeps_its_status_its_words_and_its_advice_on_retries(string body, string message)
    {
        foreach (var engine in new[] { EngineKind.Sherpa, EngineKind.Olla })
        {
            await using var backend = await Backend.StartAsync(async context =>
            {
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = "7";
                context.Response.Headers["x-should-retry"] = "true";
                context.Response.Headers["retry-after-ms"] = "7000";
                context.Response.Headers["x-other"] = "dropped";
                await context.Response.WriteAsync(body);
            });
            await using var proxy = await ProxyFixture.StartAsync(engine, [backend]);
            foreach (var request in new[] { Chat.Request, Chat.Streamed })
            {
                using var response = await proxy.PostAsync(Chat.Messages, request);
                Assert.Equal("429 rate_limit_error " + message, await Chat.ErrorAsync(response));
                Assert.Equal(("7", "true", "7000"), (Chat.Header(response, "Retry-After"), Chat.Header(response, "x-should-retry"), Chat.Header(response, "retry-after-ms")));
                Assert.False(response.Headers.Contains("x-other"));
            }
        }
    }

    [Theory]
    [InlineData(EngineKind.Sherpa, "not json", "failed to parse OpenAI response: ")]
    [InlineData(EngineKind.Olla, "not json", "failed to parse OpenAI response: ")]
    [InlineData(EngineKind.Olla, "{}", "failed to transform response: no message in its first choice")]
    [InlineData(EngineKind.Olla, """{"error":{"message":"broken model"}}""", "failed to transform response: broken model")]
    public async Task A_good_status_with_an_unusable_body_is_a_bad_gateway(EngineKind engine, string body, string message)
    {
        await using var backend = await Backend.StartAsync(body);
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend]);
        foreach (var request in new[] { Chat.Request, Chat.Streamed })
        {
            using var response = await proxy.PostAsync(Chat.Messages, request);
            Assert.StartsWith("502 api_error proxy error: " + message, await Chat.ErrorAsync(response), StringComparison.Ordinal);
        }

        var status = await proxy.PageWhenAsync("/internal/status", page => page.GetProperty("system").GetProperty("total_requests").GetInt32() == 2);
        Assert.Equal(2, status.GetProperty("system").GetProperty("total_failures").GetInt32());
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task A_whole_answer_that_breaks_off_is_a_bad_gateway(EngineRow engine)
    {
        await using var backend = await Backend.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = 500;
            await context.Response.WriteAsync("{\"choices\":");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend]);
        using var response = await proxy.PostAsync(Chat.Messages, Chat.Request);
        Assert.StartsWith("502 api_error proxy error: ", await Chat.ErrorAsync(response), StringComparison.Ordinal);
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task A_message_fails_over_like_any_request_and_says_so_when_nobody_is_left(EngineRow engine)
    {
        await using var alive = await Backend.StartAsync(Chat.Completion);
        var dead = await Backend.StartAsync(Chat.Completion);
        await using var proxy = await ProxyFixture.StartAsync(engine, [dead, alive], options => options with
        {
            Proxy = options.Proxy with { LoadBalancer = LoadBalancerKind.RoundRobin },
        });
        await dead.DisposeAsync();
        using var response = await proxy.PostAsync(Chat.Messages, Chat.Request);
        Assert.Equal("b1", Chat.Header(response, "X-Olla-Endpoint"));

        await alive.DisposeAsync();
        foreach (var request in new[] { Chat.Streamed, Chat.Request })
        {
            using var failed = await proxy.PostAsync(Chat.Messages, request);
            var error = await Chat.ErrorAsync(failed);
            Assert.True(error.StartsWith("502 api_error proxy error: all endpoints failed", StringComparison.Ordinal) || error == "503 api_error no healthy endpoints available", error);
        }
    }

    [Theory]
    [InlineData("lemonade", "/api/v1/chat/completions")]
    [InlineData("docker-model-runner", "/engines/v1/chat/completions")]
    [InlineData("sglang", "/v1/chat/completions")]
    public async Task A_provider_is_asked_where_it_says_it_takes_chats(string type, string path)
    {
        await using var backend = await Backend.StartAsync(Chat.Completion);
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [backend], options => options with
        {
            Translators = new TranslatorOptions { Anthropic = new AnthropicOptions { PassthroughEnabled = false } },
        }, type);
        using var response = await proxy.PostAsync(Chat.Messages, Chat.Request);

        Assert.Equal((HttpStatusCode.OK, path), (response.StatusCode, Assert.Single(backend.Received).Target));
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task A_client_that_leaves_takes_the_backends_request_with_it(EngineRow engine)
    {
        var left = new TaskCompletionSource();
        await using var backend = await Backend.StartAsync(async context =>
        {
            await Chat.SendEventAsync(context, Chat.Chunks[0]);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                left.SetResult();
            }
        });
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend]);
        using (var response = await proxy.PostAsync(Chat.Messages, Chat.Streamed))
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            Assert.Equal("event: message_start", await reader.ReadLineAsync());
        }

        await left.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static async Task AnswerOddlyAsync(HttpContext context, string oddity)
    {
        var whole = Chat.EventStream(Chat.Chunks);
        context.Response.ContentType = oddity == "mistyped" ? "text/plain" : "text/event-stream";
        switch (oddity)
        {
            case "whole":
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(Chat.Completion);
                break;
            case "gzip":
                context.Response.Headers.ContentEncoding = "gzip";
                await using (var zipped = new GZipStream(context.Response.Body, CompressionLevel.Fastest))
                {
                    await zipped.WriteAsync(Encoding.UTF8.GetBytes(whole));
                }

                break;
            case "mistyped":
                await context.Response.WriteAsync(whole);
                break;
            case "no space":
                await context.Response.WriteAsync(whole.Replace("data: ", "data:", StringComparison.Ordinal));
                break;
            case "no last line":
                await context.Response.WriteAsync(whole.TrimEnd());
                break;
            case "no finish":
                await context.Response.WriteAsync(string.Concat(Chat.Chunks.Take(2).Select(chunk => $"data: {chunk}\n\n")));
                break;
            case "error inside":
                await context.Response.WriteAsync($"data: {Chat.Chunks[0]}\n\n" + "data: {\"error\":{\"message\":\"out of memory\"}}\n\ndata: [DONE]\n\n");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(oddity), oddity, null);
        }
    }
}
