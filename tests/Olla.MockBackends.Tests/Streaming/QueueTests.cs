using Olla.LlmApi;

namespace Olla.MockBackends.Tests.Streaming;

public sealed class QueueTests
{
    [Fact]
    public async Task A_full_queue_turns_the_next_request_away()
    {
        using var backend = new TestBackend(settings: "slots=1; queue=1; timeToFirstToken=0; interTokenTime=0");
        using var first = await StallAsync(backend);
        var second = backend.PostAsync("/v1/completions", TestBackend.Body(Dialect.OpenAiCompletions, ",\"max_tokens\":1"));
        while (backend.Backend.Slots.Queued == 0)
        {
            await Task.Yield();
        }

        using var third = await backend.PostAsync("/v1/completions", TestBackend.Body(Dialect.OpenAiCompletions));
        Assert.Equal(503, (int)third.StatusCode);
        Assert.Equal(1, third.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        Assert.False(second.IsCompleted);

        first.Dispose();
        using var served = await second;
        Assert.True(served.IsSuccessStatusCode);
        Assert.Equal(1, backend.Backend.Statistics.Refused);
    }

    // Holds the slot until it is disposed of.
    private static async Task<HttpResponseMessage> StallAsync(TestBackend backend) =>
        await backend.PostAsync(
            "/v1/completions",
            TestBackend.Body(Dialect.OpenAiCompletions, ",\"stream\":true,\"user\":\"fault=stall(after=1)\""),
            HttpCompletionOption.ResponseHeadersRead);
}
