using System.Text;
using System.Text.Json;

namespace Olla.Proxy.Translation;

/// <summary>Reads content blocks of the Messages API.</summary>
internal static class AnthropicBlocks
{
    /// <summary>The block's <c>type</c>, or empty.</summary>
    public static string TypeOf(JsonElement block) => Text(block, "type");

    /// <summary>A string property, or empty when it is absent or no string.</summary>
    public static string Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : "";

    /// <summary>Blocks of a content array; a single block object counts as an array of one.</summary>
    public static IEnumerable<JsonElement> Of(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.Array => content.EnumerateArray(),
        JsonValueKind.Object => [content],
        _ => [],
    };

    /// <summary>All text of a string or of the text blocks of an array, joined without a separator.</summary>
    public static string JoinText(JsonElement content)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            return content.GetString()!;
        }

        var joined = new StringBuilder();
        foreach (var block in Of(content).Where(block => TypeOf(block) == "text"))
        {
            joined.Append(Text(block, "text"));
        }

        return joined.ToString();
    }

    /// <summary>The address of an image block for an OpenAI <c>image_url</c> part; null when its source is of no known kind.</summary>
    public static string? ImageUrl(JsonElement block)
    {
        if (!block.TryGetProperty("source"u8, out var source))
        {
            return null;
        }

        return Text(source, "type") switch
        {
            "base64" => $"data:{Text(source, "media_type")};base64,{Text(source, "data")}",
            "url" => Text(source, "url"),
            _ => null,
        };
    }
}
