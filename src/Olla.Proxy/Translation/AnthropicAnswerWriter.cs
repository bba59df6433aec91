using System.Buffers;
using System.Text.Json;

namespace Olla.Proxy.Translation;

/// <summary>Writes a whole OpenAI chat completion as a message.</summary>
internal static class AnthropicAnswerWriter
{
    /// <summary>Returns what is wrong with the backend's answer, or null; on failure the output is to be dropped.</summary>
    public static string? Write(ReadOnlyMemory<byte> completion, IBufferWriter<byte> output)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(completion);
        }
        catch (JsonException broken)
        {
            return $"failed to parse OpenAI response: {broken.Message}";
        }

        using (document)
        {
            var root = document.RootElement;
            if (ChatCompletions.FindMessage(root, out var choice, out var message) is { } problem)
            {
                return problem;
            }

            Write(root, choice, message, output);
            return null;
        }
    }

    private static void Write(JsonElement root, JsonElement choice, JsonElement message, IBufferWriter<byte> output)
    {
        var calls = ToolCalls(message);
        using var writer = new Utf8JsonWriter(output, CompactJson.Options);
        writer.WriteStartObject();
        writer.WriteString("id"u8, MessageIds.NewMessage());
        writer.WriteString("type"u8, "message"u8);
        writer.WriteString("role"u8, "assistant"u8);
        writer.WriteString("model"u8, AnthropicBlocks.Text(root, "model") is { Length: > 0 } model ? model : "unknown");
        writer.WriteStartArray("content"u8);
        WriteThinking(writer, message);
        WriteText(writer, message, calls.Count == 0);
        calls.ForEach(call => WriteToolUse(writer, call));
        writer.WriteEndArray();
        writer.WriteString("stop_reason"u8, StopReasons.From(AnthropicBlocks.Text(choice, "finish_reason"), calls.Count > 0));
        writer.WriteNull("stop_sequence"u8);
        var usage = root.TryGetProperty("usage"u8, out var counted) && counted.ValueKind == JsonValueKind.Object
            ? AnthropicUsage.From(counted)
            : default;
        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("input_tokens"u8, usage.InputTokens);
        writer.WriteNumber("output_tokens"u8, usage.OutputTokens);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static List<JsonElement> ToolCalls(JsonElement message) =>
        message.TryGetProperty("tool_calls"u8, out var calls) && calls.ValueKind == JsonValueKind.Array ? [.. calls.EnumerateArray()] : [];

    private static void WriteThinking(Utf8JsonWriter writer, JsonElement message)
    {
        var thinking = ChatCompletions.Reasoning(message);
        if (thinking.Length == 0)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("type"u8, "thinking"u8);
        writer.WriteString("thinking"u8, thinking);
        writer.WriteString("signature"u8, ""u8);
        writer.WriteEndObject();
    }

    /// <summary>A message has at least one block: an empty text where there is nothing else.</summary>
    private static void WriteText(Utf8JsonWriter writer, JsonElement message, bool evenIfEmpty)
    {
        var text = AnthropicBlocks.Text(message, "content");
        if (text.Length == 0 && (!evenIfEmpty || ChatCompletions.Reasoning(message).Length > 0))
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("type"u8, "text"u8);
        writer.WriteString("text"u8, text);
        writer.WriteEndObject();
    }

    private static void WriteToolUse(Utf8JsonWriter writer, JsonElement call)
    {
        var function = call.TryGetProperty("function"u8, out var called) ? called : default;
        writer.WriteStartObject();
        writer.WriteString("type"u8, "tool_use"u8);
        writer.WriteString("id"u8, AnthropicBlocks.Text(call, "id") is { Length: > 0 } id ? id : MessageIds.NewToolUse());
        writer.WriteString("name"u8, AnthropicBlocks.Text(function, "name"));
        writer.WritePropertyName("input"u8);
        WriteArguments(writer, AnthropicBlocks.Text(function, "arguments"));
        writer.WriteEndObject();
    }

    /// <summary>Arguments that are no JSON object become an empty one: a client's SDK could not read anything else.</summary>
    private static void WriteArguments(Utf8JsonWriter writer, string arguments)
    {
        try
        {
            using var document = JsonDocument.Parse(arguments);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                document.RootElement.WriteTo(writer);
                return;
            }
        }
        catch (JsonException)
        {
            // Falls through to the empty object.
        }

        writer.WriteStartObject();
        writer.WriteEndObject();
    }
}
