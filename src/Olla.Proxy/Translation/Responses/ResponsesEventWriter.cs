using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Olla.Proxy.Translation.Responses;

/// <summary>Writes the events of a streamed response, numbered, one frame each.</summary>
internal sealed class ResponsesEventWriter(IBufferWriter<byte> output) : IDisposable
{
    private readonly Utf8JsonWriter _json = new(output, CompactJson.Options);
    private int _sequence;

    /// <summary><c>response.created</c>, <c>response.in_progress</c>, <c>response.completed</c> and <c>response.incomplete</c>.</summary>
    public void Response(string type, ResponseDraft draft, bool isFinal) => Frame(type, json =>
    {
        json.WritePropertyName("response"u8);
        draft.Write(json, isFinal);
    });

    /// <summary><c>response.output_item.added</c> and <c>response.output_item.done</c>.</summary>
    public void Item(string type, ResponseItem item) => Frame(type, json =>
    {
        json.WriteNumber("output_index"u8, item.Index);
        json.WritePropertyName("item"u8);
        item.Write(json);
    });

    /// <summary><c>response.content_part.added</c> and <c>response.content_part.done</c>.</summary>
    public void Part(string type, ResponseItem item) => Frame(type, json =>
    {
        WritePlace(json, item);
        json.WritePropertyName("part"u8);
        item.WritePart(json);
    });

    /// <summary>More of an item's text.</summary>
    public void Delta(ResponseItem item, string text) => Frame(NameOf(item) + ".delta", json =>
    {
        WritePlace(json, item);
        json.WriteString("delta"u8, text);
        WriteNoProbabilities(json, item);
    });

    /// <summary>All of an item's text.</summary>
    public void Done(ResponseItem item) => Frame(NameOf(item) + ".done", json =>
    {
        WritePlace(json, item);
        if (item.Kind == ResponseItemKind.FunctionCall)
        {
            json.WriteString("name"u8, item.Name);
            json.WriteString("arguments"u8, item.Text.ToString());
        }
        else
        {
            json.WriteString("text"u8, item.Text.ToString());
        }

        WriteNoProbabilities(json, item);
    });

    /// <summary>The stream failed. Clients raise it when <c>error</c> is there, and others read the fields beside it.</summary>
    public void Error(string message) => Frame("error", json =>
    {
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, "server_error"u8);
        json.WriteString("code"u8, "server_error"u8);
        json.WriteString("message"u8, message);
        json.WriteNull("param"u8);
        json.WriteEndObject();
        json.WriteString("code"u8, "server_error"u8);
        json.WriteString("message"u8, message);
        json.WriteNull("param"u8);
    });

    public void Dispose() => _json.Dispose();

    private static string NameOf(ResponseItem item) => item.Kind switch
    {
        ResponseItemKind.Message => "response.output_text",
        ResponseItemKind.Reasoning => "response.reasoning_text",
        _ => "response.function_call_arguments",
    };

    private static void WritePlace(Utf8JsonWriter json, ResponseItem item)
    {
        json.WriteString("item_id"u8, item.Id);
        json.WriteNumber("output_index"u8, item.Index);
        if (item.Kind != ResponseItemKind.FunctionCall)
        {
            json.WriteNumber("content_index"u8, 0);
        }
    }

    private static void WriteNoProbabilities(Utf8JsonWriter json, ResponseItem item)
    {
        if (item.Kind == ResponseItemKind.Message)
        {
            json.WriteStartArray("logprobs"u8);
            json.WriteEndArray();
        }
    }

    private void Frame(string type, Action<Utf8JsonWriter> body)
    {
        output.Write("event: "u8);
        Encoding.ASCII.GetBytes(type, output);
        output.Write("\ndata: "u8);
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
        _json.WriteNumber("sequence_number"u8, _sequence++);
        body(_json);
        _json.WriteEndObject();
        _json.Flush();
        output.Write("\n\n"u8);
    }
}
