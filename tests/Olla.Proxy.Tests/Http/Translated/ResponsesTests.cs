using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Olla.Configuration;

namespace Olla.Proxy.Tests.Http.Translated;

/// <summary>OpenAI's Responses API, in front of backends that serve it and of those that do not.</summary>
public sealed class ResponsesTests
{
    private const string Request = """{"model":"demo","input":"Hello world"}""";
    private const string Streamed = """{"model":"demo","input":"Hello world","stream":true}""";

    [Theory]
    [InlineData(EngineKind.Sherpa, "/olla/openai/v1/responses", "openai-compatible", "/v1/chat/completions")]
    [InlineData(EngineKind.Olla, "/olla/openai/v1/responses", "openai-compatible", "/v1/chat/completions")]
    [InlineData(EngineKind.Olla, "/olla/proxy/v1/responses", "sglang", "/v1/chat/completions")]
    [InlineData(EngineKind.Olla, "/olla/dmr/engines/v1/responses", "docker-model-runner", "/engines/v1/chat/completions")]
    [InlineData(EngineKind.Olla, "/olla/lemonade/api/v1/responses", "lemonade", "/api/v1/chat/completions")]
    [InlineData(EngineKind.Olla, "/olla/llama_cpp/v1/responses", "llamacpp", "/v1/chat/completions")]
    public async Task Translated_it_is_a_chat_completion_to_the_backend_and_a_response_to_the_client(EngineKind engine, string path, string type, string asked)
    {
        await using var backend = await Backend.StartAsync(Chat.Completion);
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend], type: type);
        using var answer = await proxy.PostAsync(path, Request);

        var response = await Chat.JsonAsync(answer);
        Assert.Equal(("response", "completed"), (response.GetProperty("object").GetString(), response.GetProperty("status").GetString()));
        Assert.Equal("Hi there", response.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal(asked, Assert.Single(backend.Received).Target);
        Assert.Equal(Chat.Header(answer, "X-Olla-Request-ID"), Chat.Header(answer, "X-Request-ID"));
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task Translated_streams_end_with_the_whole_response(EngineRow engine)
    {
        await using var backend = await Backend.StartAsync(Chat.EventStream(Chat.Chunks), "text/event-stream");
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend]);
        using var answer = await proxy.PostAsync("/olla/openai/v1/responses", Streamed);

        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("event: response.created\n", text, StringComparison.Ordinal);
        Assert.StartsWith("event: response.completed\n", text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task Passed_through_both_bodies_cross_as_they_are(EngineRow engine)
    {
        const string Native = "event: response.created\ndata: {\"type\":\"response.created\"}\n\ndata: {\"type\":\"response.completed\"}\n\n";
        await using var backend = await Backend.StartAsync(Native, "text/event-stream");
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend], type: "vllm");
        using var answer = await proxy.PostAsync("/olla/vllm/v1/responses", """{"model":"demo","input":"x","stream":true,"previous_response_id":"resp_1"}""");

        Assert.Equal(Native, await answer.Content.ReadAsStringAsync());
        Assert.Equal("passthrough", Chat.Header(answer, "X-Olla-Mode"));
        var received = Assert.Single(backend.Received);
        Assert.Equal("/v1/responses", received.Target);
        Assert.Contains("resp_1", Encoding.UTF8.GetString(received.Body), StringComparison.Ordinal);
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task Passed_through_a_stream_without_its_last_event_never_ends_well(EngineRow engine)
    {
        using var seen = new SemaphoreSlim(0);
        await using var backend = await Backend.StartAsync(async context =>
        {
            await Chat.SendEventAsync(context, """{"type":"response.created"}""");
            await seen.WaitAsync();
        });
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend], type: "vllm");
        using var answer = await proxy.PostAsync("/olla/vllm/v1/responses", Streamed);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        await Chat.ReadToAsync(reader, "response.created");
        seen.Release();

        await Assert.ThrowsAnyAsync<IOException>(reader.ReadToEndAsync);
    }

    [Fact]
    public async Task Errors_are_those_of_openai_routes()
    {
        await using var backend = await Backend.StartAsync("""{"error":{"message":"too hot"}}""", status: 422);
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [backend]);
        using var failed = await proxy.PostAsync("/olla/openai/v1/responses", Request);
        using var wrong = await proxy.PostAsync("/olla/openai/v1/responses", "[]");
        using var unsaid = await proxy.PostAsync("/olla/openai/v1/responses", """{"model":"demo","input":"x","conversation":"c"}""");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "too hot"), (failed.StatusCode, await MessageAsync(failed)));
        Assert.Equal((HttpStatusCode.BadRequest, "the request body must be an object, got Array"), (wrong.StatusCode, await MessageAsync(wrong)));
        Assert.Equal(HttpStatusCode.BadRequest, unsaid.StatusCode);
        Assert.StartsWith("conversation needs a backend", await MessageAsync(unsaid), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EngineKind.Sherpa)]
    [InlineData(EngineKind.Olla)]
    public async Task A_good_status_with_an_unusable_body_is_a_bad_gateway(EngineKind engine)
    {
        await using var backend = await Backend.StartAsync("not json");
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend]);
        foreach (var request in new[] { Request, Streamed })
        {
            using var failed = await proxy.PostAsync("/olla/openai/v1/responses", request);
            Assert.Equal(HttpStatusCode.BadGateway, failed.StatusCode);
            Assert.Contains("failed to parse OpenAI response: ", await MessageAsync(failed), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Stored_responses_are_asked_for_at_the_backend()
    {
        await using var backend = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [backend], type: "vllm");
        using var one = await proxy.SendAsync(HttpMethod.Get, "/olla/vllm/v1/responses/resp_1");
        using var all = await proxy.SendAsync(HttpMethod.Get, "/olla/vllm/v1/responses");
        Assert.Equal(["GET /v1/responses/resp_1", "GET /v1/responses"], backend.Received.Select(request => $"{request.Method} {request.Target}"));
    }

    private static async Task<string?> MessageAsync(HttpResponseMessage response) =>
        (await Chat.JsonAsync(response)).GetProperty("error").GetProperty("message").GetString();
}
