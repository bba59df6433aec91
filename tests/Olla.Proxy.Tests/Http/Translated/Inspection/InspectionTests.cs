using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Olla.Configuration;
using Olla.Proxy.Tests.Keys;

namespace Olla.Proxy.Tests.Http.Translated.Inspection;

/// <summary>Bodies of the Messages API on disk: what is written where, and what never is.</summary>
public sealed class InspectionTests : IDisposable
{
    private readonly string _folder = Path.Combine(AppContext.BaseDirectory, "inspected-" + Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_translated_exchange_is_a_request_and_the_message_that_the_client_got(bool streamed)
    {
        await using var backend = await Backend.StartAsync(context => AnswerAsync(context, streamed));
        await using var proxy = await StartAsync(backend);
        using var response = await proxy.PostAsync(Chat.Messages, streamed ? Chat.Streamed : Chat.Request, ("X-Session-ID", "talk_1"));
        var answered = await response.Content.ReadAsStringAsync();
        var lines = await LinesAsync("talk_1", 2);
        var (request, reply) = (lines[0], lines[1].GetProperty("body"));

        Assert.Equal(("request", "demo"), (request.GetProperty("type").GetString(), request.GetProperty("model").GetString()));
        Assert.Equal(streamed ? Chat.Streamed : Chat.Request, request.GetProperty("body").GetRawText());
        Assert.Equal("response", lines[1].GetProperty("type").GetString());
        Assert.True(lines[1].GetProperty("ts").TryGetDateTimeOffset(out _));
        Assert.Contains(reply.GetProperty("id").GetString()!, answered, StringComparison.Ordinal);
        Assert.Equal(("message", "demo", "end_turn"), (Text(reply, "type"), Text(reply, "model"), Text(reply, "stop_reason")));
        Assert.Equal("""[{"type":"text","text":"Hi there"}]""", reply.GetProperty("content").GetRawText());
        Assert.Equal((9, 2), (reply.GetProperty("usage").GetProperty("input_tokens").GetInt32(), reply.GetProperty("usage").GetProperty("output_tokens").GetInt32()));
    }

    [Fact]
    public async Task A_streamed_message_of_every_kind_of_block_is_put_together_again()
    {
        string[] chunks =
        [
            """{"model":"demo","choices":[{"index":0,"delta":{"reasoning_content":"let me"}}]}""",
            """{"model":"demo","choices":[{"index":0,"delta":{"reasoning_content":" see"}}]}""",
            """{"model":"demo","choices":[{"index":0,"delta":{"content":"Look:"}}]}""",
            """{"model":"demo","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","function":{"name":"find","arguments":"{\"q\":"}}]}}]}""",
            """{"model":"demo","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"é\"}"}}]}}]}""",
            """{"model":"demo","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""",
        ];
        await using var backend = await Backend.StartAsync(Chat.EventStream(chunks), "text/event-stream");
        await using var proxy = await StartAsync(backend);
        using var response = await proxy.PostAsync(Chat.Messages, Chat.Streamed);
        _ = await response.Content.ReadAsStringAsync();
        var reply = (await LinesAsync("default", 2))[1].GetProperty("body");

        Assert.Equal("tool_use", Text(reply, "stop_reason"));
        Assert.Equal(
            """[{"type":"thinking","thinking":"let me see","signature":""},{"type":"text","text":"Look:"},{"type":"tool_use","id":"t1","name":"find","input":{"q":"é"}}]""",
            reply.GetProperty("content").GetRawText());
    }

    [Fact]
    public async Task What_is_passed_through_is_written_as_a_request_only_and_what_fails_not_at_all()
    {
        await using var native = await Backend.StartAsync("""{"type":"message"}""");
        await using var proxy = await StartAsync(native, type: "vllm");
        using var broken = await proxy.PostAsync(Chat.Messages, "{");
        using var counted = await proxy.PostAsync(Chat.Messages + "/count_tokens", Chat.Request);
        using var first = await proxy.PostAsync(Chat.Messages, Chat.Request);
        using var second = await proxy.PostAsync(Chat.Messages, Chat.Request);
        var lines = await LinesAsync("default", 2);

        Assert.Equal("passthrough", Chat.Header(first, "X-Olla-Mode"));
        Assert.Equal(["request", "request"], lines.Select(line => Text(line, "type")));
    }

    [Fact]
    public async Task A_stream_that_broke_leaves_no_answer_behind()
    {
        await using var backend = await Backend.StartAsync(context => context.Request.Headers.ContainsKey("X-Break")
            ? Chat.SendEventAsync(context, Chat.Chunks[0])
            : AnswerAsync(context, streamed: true));
        await using var proxy = await StartAsync(backend);
        using var broken = await proxy.PostAsync(Chat.Messages, Chat.Streamed, ("X-Break", "1"));
        Assert.Contains("event: error", await broken.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var whole = await proxy.PostAsync(Chat.Messages, Chat.Streamed);
        _ = await whole.Content.ReadAsStringAsync();
        var lines = await LinesAsync("default", 3);

        Assert.Equal(["request", "request", "response"], lines.Select(line => Text(line, "type")));
    }

    [Fact]
    public async Task No_credential_reaches_a_file_neither_from_the_head_nor_from_the_body()
    {
        const string Body = """
            {
              "model": "demo", "max_tokens": 5, "messages": [{"role": "user", "content": "my password is mine to tell"}],
              "mcp_servers": [{"type": "url", "url": "https://t.test", "authorization_token": "sk-body", "headers": {"Authorization": "sk-nested"}}],
              "tools": [{"name": "login", "input_schema": {"type": "object", "properties": {"password": {"type": "string"}}}}]
            }
            """;
        await using var backend = await Backend.StartAsync(Chat.Completion);
        await using var proxy = await StartAsync(backend);
        using var response = await proxy.PostAsync(Chat.Messages, Body, ("x-api-key", "sk-head"), ("Authorization", "Bearer sk-bearer"), ("Cookie", "a=sk-cookie"));
        var lines = await LinesAsync("default", 2);
        var text = string.Concat(lines);
        var request = lines[0].GetProperty("body");

        Assert.DoesNotContain("sk-", text, StringComparison.Ordinal);
        Assert.Equal("[redacted]", Text(request.GetProperty("mcp_servers")[0], "authorization_token"));
        Assert.Equal("""{"type":"string"}""", request.GetProperty("tools")[0].GetProperty("input_schema").GetProperty("properties").GetProperty("password").GetRawText());
        Assert.Contains("my password is mine to tell", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_for_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var backend = await Backend.StartAsync(Chat.Completion);
        await using var proxy = await StartAsync(backend);
        using var response = await proxy.PostAsync(Chat.Messages, Chat.Request);
        await LinesAsync("default", 2);
        var file = Assert.Single(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        foreach (var folder in new[] { _folder, Path.GetDirectoryName(file)! })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }

        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", Path.GetFileName(Path.GetDirectoryName(file)));
    }

    [Theory]
    [InlineData("../../etc/passwd", null, "default", true)]
    [InlineData("a b", "req-1", "default", true)]
    [InlineData(null, "req-1", "req-1", false)]
    [InlineData("s_1", "req-1", "s_1", false)]
    [InlineData(null, "a.b", "default", true)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123", null, "0123456789012345678901234567890123456789012345678901234567890123", false)]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234", null, "default", true)]
    public async Task Only_what_can_be_a_file_name_names_a_session(string? session, string? requestId, string file, bool warned)
    {
        await using var backend = await Backend.StartAsync(Chat.Completion);
        await using var proxy = await StartAsync(backend);
        (string, string)[] headers =
        [
            .. session is null ? [] : (ReadOnlySpan<(string, string)>)[("X-Session-ID", session)],
            .. requestId is null ? [] : (ReadOnlySpan<(string, string)>)[("X-Request-ID", requestId)],
        ];
        using var response = await proxy.PostAsync(Chat.Messages, Chat.Request, headers);
        await LinesAsync(file, 2);

        Assert.Equal(warned, proxy.Log.Lines.Any(line => line.Message.Contains("can be a file name", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_to_is_named_at_the_start_and_nobody_is_refused_for_it()
    {
        Directory.CreateDirectory(_folder);
        var file = Path.Combine(_folder, "a-file");
        await File.WriteAllTextAsync(file, "");
        await using var backend = await Backend.StartAsync(Chat.Completion);
        await using var proxy = await StartAsync(backend, folder: Path.Combine(file, "below"));
        var warning = Assert.Single(proxy.Log.Lines, line => line.Message.Contains("output_dir", StringComparison.Ordinal)).Message;
        using var response = await proxy.PostAsync(Chat.Messages, Chat.Request);

        Assert.Contains(Path.Combine(file, "below"), warning, StringComparison.Ordinal);
        Assert.True(response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_reload_switches_it_on_and_off()
    {
        await using var backend = await Backend.StartAsync(Chat.Completion);
        var on = With(_folder)(ProxyFixture.OptionsFor(EngineKind.Olla, [backend.Url]));
        var off = on with { Translators = new TranslatorOptions() };
        await using var proxy = await ProxyFixture.StartAsync(off);
        foreach (var (options, session) in new[] { (off, "none"), (on, "one"), (off, "none"), (on, "two") })
        {
            await proxy.Server.ReloadAsync(options, CancellationToken.None);
            using var response = await proxy.PostAsync(Chat.Messages, Chat.Request, ("X-Session-ID", session));
        }

        await LinesAsync("two", 2);
        Assert.Equal(["one.jsonl", "two.jsonl"], Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order());
    }

    private static Task AnswerAsync(HttpContext context, bool streamed) => streamed
        ? KeyRun.WriteAsync(context, "text/event-stream", Chat.EventStream(Chat.Chunks))
        : KeyRun.WriteAsync(context, "application/json", Chat.Completion);

    private static string? Text(JsonElement element, string property) => element.GetProperty(property).GetString();

    private Task<ProxyFixture> StartAsync(Backend backend, string? folder = null, string type = "openai-compatible") =>
        ProxyFixture.StartAsync(EngineKind.Olla, [backend], With(folder ?? _folder), type);

    private static Func<OllaOptions, OllaOptions> With(string folder) => options => options with
    {
        Translators = new TranslatorOptions { Anthropic = new AnthropicOptions { Inspector = new InspectorOptions { Enabled = true, OutputDirectory = folder } } },
    };

    /// <summary>Waits until a session's file has so many lines, which the proxy writes behind its answers.</summary>
    private async Task<JsonElement[]> LinesAsync(string session, int count)
    {
        string[] lines = [];
        await KeyRun.UntilAsync(() =>
        {
            var file = Directory.GetFiles(_folder, session + ".jsonl", SearchOption.AllDirectories).SingleOrDefault();
            lines = file is null ? [] : File.ReadAllText(file) is { } text && text.EndsWith('\n') ? text.TrimEnd('\n').Split('\n') : [];
            return lines.Length >= count;
        });
        Assert.Equal(count, lines.Length);
        return [.. lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }
}
