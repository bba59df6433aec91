using System.Text.Json;

namespace Olla.Proxy.Translation.Responses;

/// <summary>A response in the making: what was asked, and what has come of it.</summary>
internal sealed class ResponseDraft(ResponsesRequest request, long createdAt)
{
    /// <summary>Fields that a response repeats from its request, with what it says where the request says nothing.</summary>
    private static readonly (string Name, string Default)[] Repeated =
    [
        ("instructions", "null"), ("max_output_tokens", "null"), ("metadata", "{}"), ("parallel_tool_calls", "true"),
        ("reasoning", """{"effort":null,"summary":null}"""), ("temperature", "1"), ("text", """{"format":{"type":"text"}}"""),
        ("tool_choice", "\"auto\""), ("tools", "[]"), ("top_p", "1"), ("truncation", "\"disabled\""), ("user", "null"),
    ];

    public string Id { get; } = MessageIds.New("resp_");

    /// <summary>As the backend names it; until then as the client did.</summary>
    public string Model { get; set; } = "";

    public List<ResponseItem> Items { get; } = [];

    /// <summary>The chat completion's word for why it ended; null until it did.</summary>
    public string? FinishReason { get; set; }

    public AnthropicUsage? Usage { get; set; }

    /// <summary>Whether the answer was cut off by a limit or a filter.</summary>
    public string? IncompleteReason => FinishReason switch
    {
        "length" => "max_output_tokens",
        "content_filter" => "content_filter",
        _ => null,
    };

    /// <summary>Opens the next item.</summary>
    public ResponseItem Add(ResponseItemKind kind, string callId = "", string name = "")
    {
        var item = new ResponseItem(kind, Items.Count) { CallId = callId, Name = name };
        Items.Add(item);
        return item;
    }

    /// <summary>Writes the response as it stands; <paramref name="isFinal"/> once all items are done.</summary>
    public void Write(Utf8JsonWriter json, bool isFinal)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, Id);
        json.WriteString("object"u8, "response"u8);
        json.WriteNumber("created_at"u8, createdAt);
        json.WriteString("status"u8, !isFinal ? "in_progress"u8 : IncompleteReason is null ? "completed"u8 : "incomplete"u8);
        json.WriteBoolean("background"u8, false);
        json.WriteNull("error"u8);
        json.WritePropertyName("incomplete_details"u8);
        if (isFinal && IncompleteReason is { } reason)
        {
            json.WriteStartObject();
            json.WriteString("reason"u8, reason);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteString("model"u8, Model.Length > 0 ? Model : AnthropicBlocks.Text(request.Root, "model"));
        json.WriteStartArray("output"u8);
        foreach (var item in isFinal ? Items : [])
        {
            item.Write(json);
        }

        json.WriteEndArray();
        json.WriteNull("previous_response_id"u8);
        json.WriteBoolean("store"u8, false);
        foreach (var (name, otherwise) in Repeated)
        {
            json.WritePropertyName(name);
            var value = request.Find(name);
            if (value.ValueKind == JsonValueKind.Undefined)
            {
                json.WriteRawValue(otherwise, skipInputValidation: true);
            }
            else
            {
                value.WriteTo(json);
            }
        }

        WriteUsage(json, isFinal);
        json.WriteEndObject();
    }

    private void WriteUsage(Utf8JsonWriter json, bool isFinal)
    {
        if (!isFinal || Usage is not { } usage)
        {
            json.WriteNull("usage"u8);
            return;
        }

        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, usage.InputTokens);
        json.WriteStartObject("input_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, usage.OutputTokens);
        json.WriteStartObject("output_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteNumber("total_tokens"u8, usage.InputTokens + usage.OutputTokens);
        json.WriteEndObject();
    }
}
