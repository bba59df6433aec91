using System.Text;
using System.Text.Json;

namespace Olla.Proxy.Translation;

/// <summary>A token count without a tokenizer: a quarter of the UTF-8 bytes of everything that is text, at least one.</summary>
internal static class TokenEstimate
{
    private const int BytesPerToken = 4;

    /// <summary>The estimate for a request to the Messages API or its token counter.</summary>
    public static long Of(JsonElement request)
    {
        var bytes = Property(request, "system", Content)
            + Property(request, "messages", messages => Sum(messages, message => Property(message, "content", Content)))
            + Property(request, "tools", tools => Sum(tools, Tool));
        return Math.Max(1, bytes / BytesPerToken);
    }

    private static long Content(JsonElement content) =>
        content.ValueKind == JsonValueKind.String ? Bytes(content) : Sum(content, Block);

    private static long Block(JsonElement block) => AnthropicBlocks.TypeOf(block) switch
    {
        "text" => Property(block, "text", Bytes),
        "tool_use" => Property(block, "name", Bytes) + Property(block, "input", Compact),
        "tool_result" => Property(block, "content", Content),
        _ => 0,
    };

    private static long Tool(JsonElement tool) =>
        Property(tool, "name", Bytes) + Property(tool, "description", Bytes) + Property(tool, "input_schema", Compact);

    private static long Property(JsonElement value, string name, Func<JsonElement, long> measure) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var property) ? measure(property) : 0;

    private static long Sum(JsonElement list, Func<JsonElement, long> measure) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Sum(measure) : 0;

    private static long Bytes(JsonElement text) =>
        text.ValueKind == JsonValueKind.String ? Encoding.UTF8.GetByteCount(text.GetString()!) : 0;

    private static long Compact(JsonElement value) => CompactJson.Of(value).Length;
}
