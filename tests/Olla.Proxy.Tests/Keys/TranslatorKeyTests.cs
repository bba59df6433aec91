namespace Olla.Proxy.Tests.Keys;

/// <summary>Section <c>translators</c>.</summary>
public sealed class TranslatorKeyTests
{
    private const string Messages = """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"hello"}]}""";
    private const string Answer = """{"id":"1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"hi"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}""";

    internal static readonly KeyEffect[] Effects =
    [
        new("translators.anthropic.enabled", "false", "200", "404", run => StatusAsync(run)),
        new("translators.anthropic.passthrough_enabled", "false", "/v1/messages", "/v1/chat/completions", async run =>
        {
            await StatusAsync(run);
            return run.B0.Received.Last().Target;
        }),
        new("translators.anthropic.max_message_size", "20", "200", "413", run => StatusAsync(run)),
    ];

    public static TheoryData<string> Keys => [.. Effects.Select(effect => effect.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public Task A_key_does_to_the_running_proxy_what_it_says(string key) => Effects.Single(effect => effect.Key == key).VerifyAsync();

    /// <summary>Asks in Anthropic's language for a model of a backend that speaks it too.</summary>
    private static async Task<string> StatusAsync(KeyRun run)
    {
        run.Answer = context => KeyRun.WriteAsync(context, "application/json", context.Request.Path == "/v1/messages"
            ? Answer
            : """{"id":"1","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}]}""");
        await run.StartAsync(with: "endpoints[0].type: vllm");
        return await run.PostAsync(Messages, "/olla/anthropic/v1/messages");
    }
}
