using System.Buffers;
using System.Text.Json;

namespace Olla.Proxy.Translation;

/// <summary>Writes the events of a streamed message, one frame each: <c>event: name</c>, <c>data: json</c>, an empty line.</summary>
internal sealed class AnthropicEventWriter(IBufferWriter<byte> output) : IDisposable
{
    private readonly Utf8JsonWriter _json = new(output, CompactJson.Options);

    public void MessageStart(string id, string model, long inputTokens) => Frame("message_start", json =>
    {
        json.WriteStartObject("message"u8);
        json.WriteString("id"u8, id);
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("model"u8, model);
        json.WriteStartArray("content"u8);
        json.WriteEndArray();
        json.WriteNull("stop_reason"u8);
        json.WriteNull("stop_sequence"u8);
        Usage(json, new AnthropicUsage(inputTokens, 0));
        json.WriteEndObject();
    });

    public void TextStart(int index) => BlockStart(index, json =>
    {
        json.WriteString("type"u8, "text"u8);
        json.WriteString("text"u8, ""u8);
    });

    public void ThinkingStart(int index) => BlockStart(index, json =>
    {
        json.WriteString("type"u8, "thinking"u8);
        json.WriteString("thinking"u8, ""u8);
        json.WriteString("signature"u8, ""u8);
    });

    public void ToolStart(int index, string id, string name) => BlockStart(index, json =>
    {
        json.WriteString("type"u8, "tool_use"u8);
        json.WriteString("id"u8, id);
        json.WriteString("name"u8, name);
        json.WriteStartObject("input"u8);
        json.WriteEndObject();
    });

    public void TextDelta(int index, string text) => Delta(index, "text_delta", "text", text);

    public void ThinkingDelta(int index, string text) => Delta(index, "thinking_delta", "thinking", text);

    public void InputDelta(int index, string fragment) => Delta(index, "input_json_delta", "partial_json", fragment);

    public void BlockStop(int index) => Frame("content_block_stop", json => json.WriteNumber("index"u8, index));

    public void MessageDelta(string stopReason, AnthropicUsage usage) => Frame("message_delta", json =>
    {
        json.WriteStartObject("delta"u8);
        json.WriteString("stop_reason"u8, stopReason);
        json.WriteNull("stop_sequence"u8);
        json.WriteEndObject();
        Usage(json, usage);
    });

    public void MessageStop() => Frame("message_stop", _ => { });

    public void Error(string message) => Frame("error", json =>
    {
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, "api_error"u8);
        json.WriteString("message"u8, message);
        json.WriteEndObject();
    });

    public void Dispose() => _json.Dispose();

    private static void Usage(Utf8JsonWriter json, AnthropicUsage usage)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, usage.InputTokens);
        json.WriteNumber("output_tokens"u8, usage.OutputTokens);
        json.WriteNumber("cache_creation_input_tokens"u8, 0);
        json.WriteNumber("cache_read_input_tokens"u8, 0);
        json.WriteEndObject();
    }

    private void BlockStart(int index, Action<Utf8JsonWriter> block) => Frame("content_block_start", json =>
    {
        json.WriteNumber("index"u8, index);
        json.WriteStartObject("content_block"u8);
        block(json);
        json.WriteEndObject();
    });

    private void Delta(int index, string type, string property, string text) => Frame("content_block_delta", json =>
    {
        json.WriteNumber("index"u8, index);
        json.WriteStartObject("delta"u8);
        json.WriteString("type"u8, type);
        json.WriteString(property, text);
        json.WriteEndObject();
    });

    private void Frame(string name, Action<Utf8JsonWriter> body)
    {
        output.Write("event: "u8);
        foreach (var letter in name)
        {
            output.Write([(byte)letter]);
        }

        output.Write("\ndata: "u8);
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("type"u8, name);
        body(_json);
        _json.WriteEndObject();
        _json.Flush();
        output.Write("\n\n"u8);
    }
}
