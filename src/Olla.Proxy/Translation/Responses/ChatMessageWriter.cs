using System.Text;
using System.Text.Json;

namespace Olla.Proxy.Translation.Responses;

/// <summary>Writes instructions and input items as chat messages. Calls that follow each other, or an answer, become one assistant message.</summary>
internal sealed class ChatMessageWriter
{
    private readonly Utf8JsonWriter _json;
    private readonly List<JsonElement> _calls = [];
    private string? _said;

    private ChatMessageWriter(Utf8JsonWriter json) => _json = json;

    /// <summary>Returns what is wrong with the input, or null.</summary>
    public static string? Write(Utf8JsonWriter json, ResponsesRequest request)
    {
        if (request.Find("instructions") is { ValueKind: JsonValueKind.String } instructions && instructions.GetString() is { Length: > 0 } text)
        {
            WriteText(json, "system", text);
        }

        var input = request.Find("input");
        switch (input.ValueKind)
        {
            case JsonValueKind.String:
                WriteText(json, "user", input.GetString()!);
                return null;
            case JsonValueKind.Array:
                return new ChatMessageWriter(json).WriteItems(input);
            case JsonValueKind.Undefined:
                return "input is missing; a text or a list of items is wanted";
            default:
                return $"input must be a text or a list of items, got {input.ValueKind}";
        }
    }

    private static void WriteText(Utf8JsonWriter json, string role, string text)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WriteString("content"u8, text);
        json.WriteEndObject();
    }

    private string? WriteItems(JsonElement items)
    {
        foreach (var item in items.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                return $"an item of input must be an object, got {item.ValueKind}";
            }

            if (WriteItem(item) is { } problem)
            {
                return problem;
            }
        }

        FlushAssistant();
        return null;
    }

    private string? WriteItem(JsonElement item)
    {
        switch (AnthropicBlocks.TypeOf(item))
        {
            case "" or "message":
                return WriteMessage(item);
            case "function_call":
                _calls.Add(item);
                return null;
            case "function_call_output":
                FlushAssistant();
                WriteOutput(item);
                return null;
            case "item_reference":
                return "item_reference needs a backend that serves the Responses API itself, and no endpoint with this model does";
            default:
                // What a model thought, and what a server's own tools did, is nothing that a chat completion takes.
                return null;
        }
    }

    private string? WriteMessage(JsonElement item)
    {
        var role = AnthropicBlocks.Text(item, "role");
        if (!item.TryGetProperty("content"u8, out var content) || content.ValueKind is not (JsonValueKind.String or JsonValueKind.Array))
        {
            return "a message of input needs a content, a text or a list of parts";
        }

        if (role == "assistant")
        {
            if (_calls.Count > 0)
            {
                FlushAssistant();
            }

            _said += TextOf(content);
            return null;
        }

        FlushAssistant();
        // Servers that run open models know system messages only.
        role = role == "developer" ? "system" : role;
        if (role == "user" && content.ValueKind == JsonValueKind.Array && content.EnumerateArray().Any(part => AnthropicBlocks.TypeOf(part) == "input_image"))
        {
            return WriteParts(content);
        }

        WriteText(_json, role, TextOf(content));
        return null;
    }

    private string? WriteParts(JsonElement content)
    {
        _json.WriteStartObject();
        _json.WriteString("role"u8, "user"u8);
        _json.WriteStartArray("content"u8);
        foreach (var part in content.EnumerateArray())
        {
            if (AnthropicBlocks.TypeOf(part) == "input_image")
            {
                var url = AnthropicBlocks.Text(part, "image_url");
                if (url.Length == 0)
                {
                    return "input_image needs an image_url; uploaded files are not known here";
                }

                _json.WriteStartObject();
                _json.WriteString("type"u8, "image_url"u8);
                _json.WriteStartObject("image_url"u8);
                _json.WriteString("url"u8, url);
                if (AnthropicBlocks.Text(part, "detail") is { Length: > 0 } detail)
                {
                    _json.WriteString("detail"u8, detail);
                }

                _json.WriteEndObject();
                _json.WriteEndObject();
            }
            else if (PartText(part) is { Length: > 0 } text)
            {
                _json.WriteStartObject();
                _json.WriteString("type"u8, "text"u8);
                _json.WriteString("text"u8, text);
                _json.WriteEndObject();
            }
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        return null;
    }

    private void WriteOutput(JsonElement item)
    {
        var output = item.TryGetProperty("output"u8, out var found) ? found : default;
        var text = output.ValueKind switch
        {
            JsonValueKind.String or JsonValueKind.Array => TextOf(output),
            JsonValueKind.Undefined or JsonValueKind.Null => "",
            _ => Encoding.UTF8.GetString(CompactJson.Of(output)),
        };
        _json.WriteStartObject();
        _json.WriteString("role"u8, "tool"u8);
        _json.WriteString("tool_call_id"u8, AnthropicBlocks.Text(item, "call_id"));
        _json.WriteString("content"u8, text);
        _json.WriteEndObject();
    }

    private void FlushAssistant()
    {
        if (_said is null && _calls.Count == 0)
        {
            return;
        }

        _json.WriteStartObject();
        _json.WriteString("role"u8, "assistant"u8);
        if (_said is { Length: > 0 } || _calls.Count == 0)
        {
            _json.WriteString("content"u8, _said ?? "");
        }
        else
        {
            _json.WriteNull("content"u8);
        }

        if (_calls.Count > 0)
        {
            _json.WriteStartArray("tool_calls"u8);
            _calls.ForEach(WriteCall);
            _json.WriteEndArray();
        }

        _json.WriteEndObject();
        _calls.Clear();
        _said = null;
    }

    private void WriteCall(JsonElement call)
    {
        _json.WriteStartObject();
        _json.WriteString("id"u8, AnthropicBlocks.Text(call, "call_id"));
        _json.WriteString("type"u8, "function"u8);
        _json.WriteStartObject("function"u8);
        _json.WriteString("name"u8, AnthropicBlocks.Text(call, "name"));
        _json.WriteString("arguments"u8, AnthropicBlocks.Text(call, "arguments") is { Length: > 0 } arguments ? arguments : "{}");
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private static string TextOf(JsonElement content) => content.ValueKind == JsonValueKind.String
        ? content.GetString()!
        : string.Concat(content.EnumerateArray().Select(PartText));

    private static string PartText(JsonElement part) => AnthropicBlocks.TypeOf(part) switch
    {
        "input_text" or "output_text" or "text" => AnthropicBlocks.Text(part, "text"),
        "refusal" => AnthropicBlocks.Text(part, "refusal"),
        _ => "",
    };
}
