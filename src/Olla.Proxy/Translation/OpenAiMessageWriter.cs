using System.Text;
using System.Text.Json;

namespace Olla.Proxy.Translation;

/// <summary>Writes one message of the Messages API as the OpenAI messages it becomes: none, one, or several.</summary>
internal static class OpenAiMessageWriter
{
    /// <summary>Returns what is wrong with the message, or null.</summary>
    public static string? Write(Utf8JsonWriter writer, JsonElement message)
    {
        var role = AnthropicBlocks.Text(message, "role");
        if (!message.TryGetProperty("content"u8, out var content))
        {
            return null;
        }

        switch (content.ValueKind)
        {
            case JsonValueKind.String:
                WriteText(writer, role, content.GetString()!);
                return null;
            case JsonValueKind.Array or JsonValueKind.Object when role == "user":
                WriteUser(writer, content);
                return null;
            case JsonValueKind.Array or JsonValueKind.Object when role == "assistant":
                WriteAssistant(writer, content);
                return null;
            case JsonValueKind.Array or JsonValueKind.Object or JsonValueKind.Null:
                return null;
            default:
                return $"invalid content type: {content.ValueKind}";
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string role, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("role"u8, role);
        writer.WriteString("content"u8, text);
        writer.WriteEndObject();
    }

    /// <summary>Tool results first, since servers want them right behind the calls they answer; then what the user said.</summary>
    private static void WriteUser(Utf8JsonWriter writer, JsonElement content)
    {
        var said = new List<JsonElement>();
        foreach (var block in AnthropicBlocks.Of(content))
        {
            switch (AnthropicBlocks.TypeOf(block))
            {
                case "tool_result":
                    WriteToolResult(writer, block);
                    if (block.TryGetProperty("content"u8, out var result))
                    {
                        said.AddRange(AnthropicBlocks.Of(result).Where(IsUsableImage));
                    }

                    break;
                case "text" or "image":
                    said.Add(block);
                    break;
            }
        }

        if (said.Any(IsUsableImage))
        {
            WriteParts(writer, said);
        }
        else
        {
            WriteText(writer, "user", string.Concat(said.Select(block => AnthropicBlocks.Text(block, "text"))));
        }
    }

    private static bool IsUsableImage(JsonElement block) =>
        AnthropicBlocks.TypeOf(block) == "image" && AnthropicBlocks.ImageUrl(block) is not null;

    private static void WriteParts(Utf8JsonWriter writer, List<JsonElement> blocks)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, "user"u8);
        writer.WriteStartArray("content"u8);
        foreach (var block in blocks)
        {
            if (AnthropicBlocks.TypeOf(block) == "text")
            {
                writer.WriteStartObject();
                writer.WriteString("type"u8, "text"u8);
                writer.WriteString("text"u8, AnthropicBlocks.Text(block, "text"));
                writer.WriteEndObject();
            }
            else if (AnthropicBlocks.ImageUrl(block) is { } url)
            {
                writer.WriteStartObject();
                writer.WriteString("type"u8, "image_url"u8);
                writer.WriteStartObject("image_url"u8);
                writer.WriteString("url"u8, url);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteToolResult(Utf8JsonWriter writer, JsonElement block)
    {
        var text = ToolResultText(block);
        var isError = block.TryGetProperty("is_error"u8, out var flag) && flag.ValueKind == JsonValueKind.True;
        if (isError && !text.StartsWith("error", StringComparison.OrdinalIgnoreCase))
        {
            text = "Error: " + text;
        }

        writer.WriteStartObject();
        writer.WriteString("role"u8, "tool"u8);
        writer.WriteString("tool_call_id"u8, AnthropicBlocks.Text(block, "tool_use_id"));
        writer.WriteString("content"u8, text);
        writer.WriteEndObject();
    }

    private static string ToolResultText(JsonElement block)
    {
        if (!block.TryGetProperty("content"u8, out var content) || content.ValueKind == JsonValueKind.Null)
        {
            return "";
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            return content.GetString()!;
        }

        // An array of text and images reads as its text (the images follow in a user message); anything else goes over as JSON.
        var plain = content.ValueKind == JsonValueKind.Array
            && content.EnumerateArray().All(part => AnthropicBlocks.TypeOf(part) is "text" or "image");
        return plain ? AnthropicBlocks.JoinText(content) : Encoding.UTF8.GetString(CompactJson.Of(content));
    }

    private static void WriteAssistant(Utf8JsonWriter writer, JsonElement content)
    {
        var text = AnthropicBlocks.JoinText(content);
        var calls = AnthropicBlocks.Of(content).Where(IsCall).ToList();
        if (text.Length == 0 && calls.Count == 0)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("role"u8, "assistant"u8);
        if (text.Length > 0)
        {
            writer.WriteString("content"u8, text);
        }
        else
        {
            writer.WriteNull("content"u8);
        }

        if (calls.Count > 0)
        {
            writer.WriteStartArray("tool_calls"u8);
            calls.ForEach(call => WriteCall(writer, call));
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static bool IsCall(JsonElement block) => AnthropicBlocks.TypeOf(block) == "tool_use"
        && AnthropicBlocks.Text(block, "id").Length > 0 && AnthropicBlocks.Text(block, "name").Length > 0;

    private static void WriteCall(Utf8JsonWriter writer, JsonElement block)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, AnthropicBlocks.Text(block, "id"));
        writer.WriteString("type"u8, "function"u8);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, AnthropicBlocks.Text(block, "name"));
        writer.WritePropertyName("arguments"u8);
        if (block.TryGetProperty("input"u8, out var input) && input.ValueKind != JsonValueKind.Null)
        {
            writer.WriteStringValue(CompactJson.Of(input));
        }
        else
        {
            writer.WriteStringValue("{}"u8);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
