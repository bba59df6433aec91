using System.Text;
using System.Text.Json;
using Olla.LlmApi;
using Olla.LlmApi.Streaming;

namespace Olla.MockBackends.Tests.Streaming;

public sealed class StreamedAnswerTests
{
    public static TheoryData<Dialect> Everything => [.. Enum.GetValues<Dialect>()];

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Every_content_event_is_stamped_in_order_and_nothing_else_is(Dialect dialect)
    {
        using var backend = new TestBackend(Provider(dialect));
        var events = await backend.StreamAsync(dialect, Limit(dialect, 9));

        var stamped = events.Where(data => EmissionStamp.TryRead(Encoding.UTF8.GetBytes(data), out _, out _)).ToList();
        var withText = events.Where(data => Read(data).HasText).ToList();
        Assert.Equal(9, stamped.Count);
        Assert.Equal(withText, stamped);
        Assert.Equal(Enumerable.Range(0, 9).Select(i => (long)i), stamped.Select(data => Stamp(data).Sequence));
        Assert.Equal(stamped.Select(data => Stamp(data).Nanoseconds).Order(), stamped.Select(data => Stamp(data).Nanoseconds));
        Assert.All(stamped, data => Assert.Matches("\"stamp\":\\{\"seq\":[0-9]+,\"ns\":[0-9]+\\}\\}$", data));
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task A_stream_says_why_it_ended_and_ends_with_its_end_mark(Dialect dialect)
    {
        using var backend = new TestBackend(Provider(dialect));
        var cut = await backend.StreamAsync(dialect, Limit(dialect, 3));
        var whole = await backend.StreamAsync(dialect);

        Assert.True(Read(cut[^1]).IsEnd);
        Assert.Equal(1, cut.Count(data => Read(data).IsEnd));
        Assert.Equal([FinishReason.Length], Reasons(cut));
        Assert.Equal([FinishReason.Stop], Reasons(whole));
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task The_same_text_is_streamed_and_sent_whole(Dialect dialect)
    {
        using var backend = new TestBackend(Provider(dialect));
        var streamed = string.Concat((await backend.StreamAsync(dialect, Limit(dialect, 12))).Select(data => Read(data).Text));
        using var response = await backend.PostAsync(dialect.Path(), TestBackend.Body(dialect, ",\"stream\":false" + Limit(dialect, 12)));

        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        var whole = Read(await response.Content.ReadAsStringAsync());
        Assert.Equal(streamed, whole.Text);
        Assert.Equal(12, whole.CompletionTokens);
        Assert.True(whole.PromptTokens > 0);
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task A_request_that_does_not_say_is_answered_as_its_dialect_does(Dialect dialect)
    {
        using var backend = new TestBackend(Provider(dialect));
        using var response = await backend.PostAsync(dialect.Path(), TestBackend.Body(dialect));
        Assert.Equal(dialect.StreamsByDefault() ? dialect.StreamContentType() : "application/json", response.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task Token_counts_come_only_when_asked_for()
    {
        using var backend = new TestBackend();
        var without = await backend.StreamAsync(Dialect.OpenAiChat, Limit(Dialect.OpenAiChat, 4));
        var with = await backend.StreamAsync(Dialect.OpenAiChat, Limit(Dialect.OpenAiChat, 4) + ",\"stream_options\":{\"include_usage\":true}");

        Assert.All(without, data => Assert.Equal(-1, Read(data).CompletionTokens));
        Assert.Equal(4, Read(with[^2]).CompletionTokens);
        Assert.Equal(without.Count + 1, with.Count);
    }

    [Fact]
    public async Task The_first_chat_event_tells_the_role_alone()
    {
        using var backend = new TestBackend();
        var events = await backend.StreamAsync(Dialect.OpenAiChat, Limit(Dialect.OpenAiChat, 2));
        using var first = JsonDocument.Parse(events[0]);
        var delta = first.RootElement.GetProperty("choices")[0].GetProperty("delta");
        Assert.Equal(("assistant", ""), (delta.GetProperty("role").GetString(), delta.GetProperty("content").GetString()));
    }

    [Theory]
    [InlineData("tokens=5", 5, 0)]
    [InlineData("ttft_ms=0;interval_us=0;tokens=7;pad=20", 7, 20)]
    [InlineData("alice", 4, 0)]
    [InlineData("tokens=many;x;=", 4, 0)]
    public async Task The_user_field_overrides_one_request(string user, int tokens, int padding)
    {
        using var backend = new TestBackend();
        var events = await backend.StreamAsync(Dialect.OpenAiChat, Limit(Dialect.OpenAiChat, 4) + $",\"user\":\"{user}\"");
        var texts = events.Select(data => Read(data).Text).Where(text => text.Length > 0).ToList();
        Assert.Equal(tokens, texts.Count);
        Assert.All(texts, text => Assert.Equal(padding, text.Count(letter => letter == 'x') - (text.StartsWith("fox", StringComparison.Ordinal) ? 1 : 0)));
    }

    [Fact]
    public async Task The_mark_of_a_generation_never_leaves_the_backend()
    {
        using var backend = new TestBackend();
        using var response = await backend.PostAsync("/v1/chat/completions", TestBackend.Body(Dialect.OpenAiChat));
        Assert.DoesNotContain(response.Headers, header => header.Key.Contains("Mock", StringComparison.OrdinalIgnoreCase));
        Assert.NotNull(response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_counts_and_another_one_others()
    {
        var first = await CountsAsync("seed=7; tokens=lognormal(mean=20,cv=1); timeToFirstToken=0; interTokenTime=0");
        var again = await CountsAsync("seed=7; tokens=lognormal(mean=20,cv=1); timeToFirstToken=0; interTokenTime=0");
        var other = await CountsAsync("seed=8; tokens=lognormal(mean=20,cv=1); timeToFirstToken=0; interTokenTime=0");
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    private static async Task<List<int>> CountsAsync(string settings)
    {
        using var backend = new TestBackend("ollama", settings);
        var counts = new List<int>();
        for (var i = 0; i < 8; i++)
        {
            counts.Add((await backend.StreamAsync(Dialect.OllamaGenerate)).Count);
        }

        return counts;
    }

    private static string Provider(Dialect dialect) => dialect switch
    {
        Dialect.AnthropicMessages or Dialect.OpenAiResponses => "vllm",
        _ => dialect.UsesEventStream() ? "openai" : "ollama",
    };

    private static string Limit(Dialect dialect, int tokens) =>
        dialect == Dialect.OpenAiResponses ? $",\"max_output_tokens\":{tokens}"
        : dialect.UsesEventStream() ? $",\"max_tokens\":{tokens}" : $",\"options\":{{\"num_predict\":{tokens}}}";

    private static List<FinishReason> Reasons(List<string> events) =>
        [.. events.Select(data => Read(data).Reason).Where(reason => reason != FinishReason.None)];

    private static (long Sequence, long Nanoseconds) Stamp(string data)
    {
        Assert.True(EmissionStamp.TryRead(Encoding.UTF8.GetBytes(data), out var sequence, out var nanoseconds));
        return (sequence, nanoseconds);
    }

    private static (bool HasText, string Text, bool IsEnd, FinishReason Reason, int PromptTokens, int CompletionTokens) Read(string data)
    {
        Assert.True(StreamedPartReader.TryRead(Encoding.UTF8.GetBytes(data), out var part), data);
        return (part.HasText, part.GetText(), part.IsEnd, part.FinishReason, part.PromptTokens, part.CompletionTokens);
    }
}
