using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Olla.LlmApi.Streaming;

namespace Olla.Proxy.Http.Translated.Inspection;

/// <summary>Puts the events of a streamed message together again.</summary>
internal sealed class StreamedMessage
{
    private readonly List<(JsonObject Block, StringBuilder Text)> _blocks = [];
    private JsonObject? _message;

    private StreamedMessage()
    {
    }

    /// <summary>The message that events amount to, as UTF-8; null when they are no message.</summary>
    public static byte[]? Assemble(ReadOnlySpan<byte> events)
    {
        var streamed = new StreamedMessage();
        var splitter = new EventStreamSplitter();
        while (splitter.TryRead(ref events, out var found))
        {
            if (JsonNode.Parse(found.Data) is JsonObject data)
            {
                streamed.Take(data);
            }
        }

        return streamed._message is { } message ? JsonBody.Bytes(writer => streamed.Finish(message).WriteTo(writer)) : null;
    }

    private void Take(JsonObject data)
    {
        switch (data["type"]?.GetValue<string>())
        {
            case "message_start":
                _message = data["message"]!.DeepClone().AsObject();
                break;
            case "content_block_start":
                _blocks.Add((data["content_block"]!.DeepClone().AsObject(), new StringBuilder()));
                break;
            case "content_block_delta" when data["delta"] is JsonObject delta:
                // A delta is its type and one text; blocks come one after the other.
                _blocks[^1].Text.Append(delta.Last().Value!.GetValue<string>());
                break;
            case "message_delta" when _message is not null:
                Replace(_message, data["delta"]!.AsObject());
                _message["usage"] = data["usage"]?.DeepClone();
                break;
        }
    }

    private JsonObject Finish(JsonObject message)
    {
        var content = new JsonArray();
        foreach (var (block, text) in _blocks)
        {
            if (block.ContainsKey("input"))
            {
                block["input"] = ArgumentsIn(text.ToString());
            }
            else
            {
                block[block.ContainsKey("thinking") ? "thinking" : "text"] = text.ToString();
            }

            content.Add((JsonNode)block);
        }

        message["content"] = content;
        return message;
    }

    /// <summary>Arguments that a backend left unfinished are shown as they came.</summary>
    private static JsonNode? ArgumentsIn(string text)
    {
        try
        {
            return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static void Replace(JsonObject target, JsonObject with)
    {
        foreach (var (name, value) in with)
        {
            target[name] = value?.DeepClone();
        }
    }
}
