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
        new("translators.anthropic.inspector.enabled", "true", "nothing", "own/default", run => WrittenAsync(run))
        {
            With = ["translators.anthropic.inspector.output_dir: " + OwnFolder],
        },
        new("translators.anthropic.inspector.output_dir", OwnFolder, "logs/inspector/anthropic/default", "own/default", run => WrittenAsync(run))
        {
            With = ["translators.anthropic.inspector.enabled: true"],
        },
        new("translators.anthropic.inspector.session_header", "X-Conversation", "own/default", "own/c-7", run => WrittenAsync(run, ("X-Conversation", "c-7")))
        {
            With = ["translators.anthropic.inspector.enabled: true", "translators.anthropic.inspector.output_dir: " + OwnFolder],
        },
    ];

    /// <summary>Relative, as the default is; tests of this class run one after the other.</summary>
    private const string OwnFolder = "own-inspector-files";

    public static TheoryData<string> Keys => [.. Effects.Select(effect => effect.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public Task A_key_does_to_the_running_proxy_what_it_says(string key) => Effects.Single(effect => effect.Key == key).VerifyAsync();

    /// <summary>Sends a message and gives the file that it is written to, of either folder, without the day.</summary>
    private static async Task<string> WrittenAsync(KeyRun run, params (string Name, string Value)[] headers)
    {
        string[] folders = [OwnFolder, Path.Combine("logs", "inspector")];
        try
        {
            run.Answer = context => KeyRun.WriteAsync(context, "application/json", Answer);
            await run.StartAsync(with: "endpoints[0].type: vllm");
            Assert.Equal("200", await run.PostAsync(Messages, "/olla/anthropic/v1/messages", headers));
            var files = Array.Empty<string>();
            var isOn = folders.Any(Directory.Exists);
            await KeyRun.UntilAsync(() => !isOn || (files = FilesIn(folders)).Length > 0);
            return files.Length == 0 ? "nothing"
                : Path.ChangeExtension(Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(files[0]))!, Path.GetFileName(files[0])), null)
                    .Replace(OwnFolder, "own", StringComparison.Ordinal);
        }
        finally
        {
            foreach (var folder in folders.Where(Directory.Exists))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static string[] FilesIn(string[] folders) =>
        [.. folders.Where(Directory.Exists).SelectMany(folder => Directory.GetFiles(folder, "*.jsonl", SearchOption.AllDirectories))];

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
