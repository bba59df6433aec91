using System.Text.Json;

namespace Olla.Proxy.Translation;

/// <summary>Writes <c>tools</c>, <c>tool_choice</c> and <c>parallel_tool_calls</c>.</summary>
internal static class OpenAiToolWriter
{
    /// <summary>Returns what is wrong with the tool choice, or null. Server tools (those without a schema) have no counterpart and are left out.</summary>
    public static string? Write(Utf8JsonWriter writer, JsonElement root)
    {
        if (!root.TryGetProperty("tools"u8, out var tools) || tools.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var functions = tools.EnumerateArray().Where(tool => tool.TryGetProperty("input_schema"u8, out _)).ToList();
        if (functions.Count == 0)
        {
            return null;
        }

        writer.WriteStartArray("tools"u8);
        functions.ForEach(tool => WriteTool(writer, tool));
        writer.WriteEndArray();
        return root.TryGetProperty("tool_choice"u8, out var choice) ? WriteChoice(writer, choice) : null;
    }

    private static void WriteTool(Utf8JsonWriter writer, JsonElement tool)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "function"u8);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, AnthropicBlocks.Text(tool, "name"));
        if (AnthropicBlocks.Text(tool, "description") is { Length: > 0 } description)
        {
            writer.WriteString("description"u8, description);
        }

        writer.WritePropertyName("parameters"u8);
        tool.GetProperty("input_schema"u8).WriteTo(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static string? WriteChoice(Utf8JsonWriter writer, JsonElement choice)
    {
        if (choice.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var kind = choice.ValueKind == JsonValueKind.String ? choice.GetString()! : AnthropicBlocks.TypeOf(choice);
        if (kind == "tool")
        {
            var name = AnthropicBlocks.Text(choice, "name");
            if (name.Length == 0)
            {
                return "type \"tool\" needs a name";
            }

            writer.WriteStartObject("tool_choice"u8);
            writer.WriteString("type"u8, "function"u8);
            writer.WriteStartObject("function"u8);
            writer.WriteString("name"u8, name);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteString("tool_choice"u8, kind switch { "any" => "required"u8, "none" => "none"u8, _ => "auto"u8 });
        }

        if (choice.ValueKind == JsonValueKind.Object && choice.TryGetProperty("disable_parallel_tool_use"u8, out var single)
            && single.ValueKind == JsonValueKind.True)
        {
            writer.WriteBoolean("parallel_tool_calls"u8, false);
        }

        return null;
    }
}
