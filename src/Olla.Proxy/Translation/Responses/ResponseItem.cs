using System.Text;
using System.Text.Json;

namespace Olla.Proxy.Translation.Responses;

/// <summary>What an output item is.</summary>
internal enum ResponseItemKind
{
    Reasoning,
    Message,
    FunctionCall,
}

/// <summary>One item of a response's output, growing while it is streamed.</summary>
internal sealed class ResponseItem(ResponseItemKind kind, int index)
{
    public ResponseItemKind Kind { get; } = kind;

    /// <summary>Its place in the output.</summary>
    public int Index { get; } = index;

    public string Id { get; } = MessageIds.New(kind switch
    {
        ResponseItemKind.Reasoning => "rs_",
        ResponseItemKind.Message => "msg_",
        _ => "fc_",
    });

    /// <summary>By which a call's output refers to it; functions only.</summary>
    public string CallId { get; init; } = "";

    /// <summary>Of the function.</summary>
    public string Name { get; init; } = "";

    /// <summary>Text of a message, a thought, or the arguments of a call, as far as they have come.</summary>
    public StringBuilder Text { get; } = new();

    public bool IsDone { get; set; }

    /// <summary>Writes the item as it stands.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, Id);
        switch (Kind)
        {
            case ResponseItemKind.Reasoning:
                json.WriteString("type"u8, "reasoning"u8);
                json.WriteStartArray("summary"u8);
                json.WriteEndArray();
                WriteContent(json);
                break;
            case ResponseItemKind.Message:
                json.WriteString("type"u8, "message"u8);
                json.WriteString("role"u8, "assistant"u8);
                WriteContent(json);
                break;
            default:
                json.WriteString("type"u8, "function_call"u8);
                json.WriteString("call_id"u8, CallId);
                json.WriteString("name"u8, Name);
                json.WriteString("arguments"u8, Text.ToString());
                break;
        }

        json.WriteString("status"u8, IsDone ? "completed"u8 : "in_progress"u8);
        json.WriteEndObject();
    }

    /// <summary>Writes the one part of a message or a thought.</summary>
    public void WritePart(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, Kind == ResponseItemKind.Message ? "output_text"u8 : "reasoning_text"u8);
        json.WriteString("text"u8, Text.ToString());
        if (Kind == ResponseItemKind.Message)
        {
            json.WriteStartArray("annotations"u8);
            json.WriteEndArray();
            json.WriteStartArray("logprobs"u8);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>A part is added by an event of its own: before that the content is empty.</summary>
    private void WriteContent(Utf8JsonWriter json)
    {
        json.WriteStartArray("content"u8);
        if (IsDone)
        {
            WritePart(json);
        }

        json.WriteEndArray();
    }
}
