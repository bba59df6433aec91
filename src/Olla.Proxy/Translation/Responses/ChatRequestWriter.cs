using System.Buffers;
using System.Text.Json;

namespace Olla.Proxy.Translation.Responses;

/// <summary>Writes a Responses API request as a chat completion request.</summary>
internal static class ChatRequestWriter
{
    /// <summary>What only a server that keeps responses, or runs tools of its own, can do.</summary>
    private static readonly string[] NeedNative = ["previous_response_id", "conversation", "prompt"];

    /// <summary>Fields that mean the same under the same name.</summary>
    private static readonly string[] Shared = ["temperature", "top_p", "user"];

    /// <summary>Writes the body; on failure returns what cannot be said as a chat completion, and the output is to be dropped.</summary>
    public static string? Write(ResponsesRequest request, IBufferWriter<byte> output)
    {
        if (FindUnsupported(request) is { } unsupported)
        {
            return $"{unsupported} needs a backend that serves the Responses API itself, and no endpoint with this model does";
        }

        using var json = new Utf8JsonWriter(output, CompactJson.Options);
        json.WriteStartObject();
        if (request.Find("model") is { ValueKind: JsonValueKind.String } model)
        {
            json.WriteString("model"u8, model.GetString());
        }

        json.WriteStartArray("messages"u8);
        if (ChatMessageWriter.Write(json, request) is { } problem)
        {
            return problem;
        }

        json.WriteEndArray();
        Copy(json, request.Find("max_output_tokens"), "max_tokens");
        foreach (var name in Shared)
        {
            Copy(json, request.Find(name), name);
        }

        if (request.Find("reasoning") is { ValueKind: JsonValueKind.Object } reasoning && AnthropicBlocks.Text(reasoning, "effort") is { Length: > 0 } effort)
        {
            json.WriteString("reasoning_effort"u8, effort);
        }

        WriteFormat(json, request.Find("text"));
        WriteTools(json, request);
        json.WriteBoolean("stream"u8, request.Stream);
        if (request.Stream)
        {
            json.WriteStartObject("stream_options"u8);
            json.WriteBoolean("include_usage"u8, true);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        return null;
    }

    private static string? FindUnsupported(ResponsesRequest request) =>
        request.Find("background").ValueKind == JsonValueKind.True
            ? "background"
            : Array.Find(NeedNative, name => request.Find(name).ValueKind != JsonValueKind.Undefined);

    private static void Copy(Utf8JsonWriter json, JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.Undefined)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
    }

    private static void WriteFormat(Utf8JsonWriter json, JsonElement text)
    {
        if (text.ValueKind != JsonValueKind.Object || !text.TryGetProperty("format"u8, out var format))
        {
            return;
        }

        var type = AnthropicBlocks.TypeOf(format);
        if (type is not ("json_schema" or "json_object"))
        {
            return;
        }

        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, type);
        if (type == "json_schema")
        {
            json.WriteStartObject("json_schema"u8);
            foreach (var part in format.EnumerateObject().Where(part => !part.NameEquals("type"u8)))
            {
                part.WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Functions only: tools that a server runs itself have no counterpart and are left out.</summary>
    private static void WriteTools(Utf8JsonWriter json, ResponsesRequest request)
    {
        var tools = request.Find("tools");
        var functions = tools.ValueKind == JsonValueKind.Array
            ? tools.EnumerateArray().Where(tool => AnthropicBlocks.TypeOf(tool) == "function").ToList()
            : [];
        if (functions.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools"u8);
        foreach (var function in functions)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            foreach (var part in function.EnumerateObject().Where(part => !part.NameEquals("type"u8) && part.Value.ValueKind != JsonValueKind.Null))
            {
                part.WriteTo(json);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteChoice(json, request.Find("tool_choice"));
        Copy(json, request.Find("parallel_tool_calls"), "parallel_tool_calls");
    }

    private static void WriteChoice(Utf8JsonWriter json, JsonElement choice)
    {
        switch (choice.ValueKind)
        {
            case JsonValueKind.String:
                json.WriteString("tool_choice"u8, choice.GetString());
                break;
            case JsonValueKind.Object when AnthropicBlocks.TypeOf(choice) == "function":
                json.WriteStartObject("tool_choice"u8);
                json.WriteString("type"u8, "function"u8);
                json.WriteStartObject("function"u8);
                json.WriteString("name"u8, AnthropicBlocks.Text(choice, "name"));
                json.WriteEndObject();
                json.WriteEndObject();
                break;
        }
    }
}
