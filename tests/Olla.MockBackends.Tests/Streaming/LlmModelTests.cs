using System.Net;
using System.Text.Json;
using Olla.LlmApi;

namespace Olla.MockBackends.Tests.Streaming;

/// <summary>The model through a running backend, by what it counts: nothing here looks at a clock.</summary>
public sealed class LlmModelTests
{
    [Fact]
    public async Task A_repeated_conversation_is_found_in_the_cache()
    {
        using var backend = new TestBackend(settings: "timeToFirstToken=0; interTokenTime=0; cacheTokens=10000; promptTokenTime=1us");
        var prompt = string.Join(' ', Enumerable.Repeat("word", 256));
        for (var turn = 0; turn < 2; turn++)
        {
            using var answer = await backend.PostAsync(
                Dialect.OpenAiChat.Path(), $$"""{"model":"m1","max_tokens":1,"messages":[{"role":"user","content":"{{prompt}}"}]}""");
            answer.EnsureSuccessStatusCode();
        }

        using var statistics = JsonDocument.Parse(await backend.Client.GetStringAsync("/__mock/stats"));
        Assert.Equal(638, statistics.RootElement.GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(304, statistics.RootElement.GetProperty("cached_tokens").GetInt32());
    }

    [Fact]
    public async Task A_throttled_backend_answers_429_and_says_when_to_come_again()
    {
        using var backend = new TestBackend(settings: "timeToFirstToken=0; interTokenTime=0; requestsPerMinute=1");
        using var first = await backend.PostAsync("/v1/completions", TestBackend.Body(Dialect.OpenAiCompletions, ",\"max_tokens\":1"));
        using var second = await backend.PostAsync("/v1/completions", TestBackend.Body(Dialect.OpenAiCompletions, ",\"max_tokens\":1"));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (first.StatusCode, second.StatusCode));
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Fact]
    public async Task Faults_that_hit_stand_in_the_record_and_come_again_after_a_reset()
    {
        using var backend = new TestBackend(settings: "timeToFirstToken=0; interTokenTime=0; faults=status(code=503,rate=0.3)");
        var first = await HitsAsync(backend);
        using var reset = await backend.Client.PostAsync("/__mock/reset", null);
        Assert.NotEmpty(first);
        Assert.Equal(first, await HitsAsync(backend));
    }

    private static async Task<List<(int, string?)>> HitsAsync(TestBackend backend)
    {
        for (var request = 0; request < 20; request++)
        {
            using var answer = await backend.PostAsync("/v1/completions", TestBackend.Body(Dialect.OpenAiCompletions, ",\"max_tokens\":1"));
        }

        using var record = JsonDocument.Parse(await backend.Client.GetStringAsync("/__mock/faults"));
        return [.. record.RootElement.EnumerateArray().Select(hit => (hit.GetProperty("request").GetInt32(), hit.GetProperty("fault").GetString()))];
    }
}
