using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Olla.Proxy.Tests.Http.Translated;

/// <summary>What the tests of translated APIs send and answer.</summary>
internal static class Chat
{
    public const string Messages = "/olla/anthropic/v1/messages";
    public const string Request = """{"model":"demo","max_tokens":50,"messages":[{"role":"user","content":"Hello world"}]}""";
    public const string Streamed = """{"model":"demo","max_tokens":50,"stream":true,"messages":[{"role":"user","content":"Hello world"}]}""";

    public const string Completion =
        """{"id":"c1","model":"demo","choices":[{"index":0,"message":{"role":"assistant","content":"Hi there"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":2}}""";

    /// <summary>The chunks of a short answer, without the mark of its end.</summary>
    public static readonly string[] Chunks =
    [
        """{"model":"demo","choices":[{"index":0,"delta":{"role":"assistant","content":"Hi"}}]}""",
        """{"model":"demo","choices":[{"index":0,"delta":{"content":" there"}}]}""",
        """{"model":"demo","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""",
        """{"model":"demo","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2}}""",
    ];

    public static string EventStream(IEnumerable<string> chunks) => string.Concat(chunks.Select(chunk => $"data: {chunk}\n\n")) + "data: [DONE]\n\n";

    /// <summary>Sends one event and lets it leave.</summary>
    public static async Task SendEventAsync(HttpContext context, string data)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = "text/event-stream";
        }

        await context.Response.WriteAsync($"data: {data}\n\n");
        await context.Response.Body.FlushAsync();
    }

    /// <summary>The events of a streamed message in short: types, texts, reasons.</summary>
    public static string Describe(string stream) => string.Join(' ', stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(frame =>
    {
        var lines = frame.Split('\n');
        using var data = JsonDocument.Parse(lines[1]["data: ".Length..]);
        var root = data.RootElement;
        var type = root.GetProperty("type").GetString()!;
        Assert.Equal("event: " + type, lines[0]);
        return type switch
        {
            "content_block_delta" => root.GetProperty("delta").EnumerateObject().Last().Value.GetString(),
            "message_delta" => "delta:" + root.GetProperty("delta").GetProperty("stop_reason").GetString(),
            "error" => "error:" + root.GetProperty("error").GetProperty("type").GetString(),
            _ => type,
        };
    }));

    /// <summary>Reads lines up to the one that holds a text, and returns them all.</summary>
    public static async Task<string> ReadToAsync(StreamReader reader, string text)
    {
        var seen = new System.Text.StringBuilder();
        string line;
        do
        {
            line = await reader.ReadLineAsync() ?? throw new IOException($"ended before {text}: {seen}");
            seen.Append(line).Append('\n');
        }
        while (!line.Contains(text, StringComparison.Ordinal));
        return seen.ToString();
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    /// <summary>An answer's error, checked to be whole: <c>status type message</c>.</summary>
    public static async Task<string> ErrorAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var body = await JsonAsync(response);
        Assert.Equal("error", body.GetProperty("type").GetString());
        Assert.Equal(Header(response, "request-id"), body.GetProperty("request_id").GetString());
        var error = body.GetProperty("error");
        return $"{(int)response.StatusCode} {error.GetProperty("type").GetString()} {error.GetProperty("message").GetString()}";
    }

    public static string Header(HttpResponseMessage response, string name) => string.Join(",", response.Headers.GetValues(name));
}
