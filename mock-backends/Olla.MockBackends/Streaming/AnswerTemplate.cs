using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Olla.MockBackends.Streaming;

/// <summary>What WireMock.Net decided to answer: the parts of its body that the events of a stream repeat.</summary>
/// <param name="Id">Value of <c>id</c>, or null.</param>
/// <param name="Model">Value of <c>model</c>, or null.</param>
/// <param name="Created">Value of <c>created</c>, in seconds since 1970, or 0.</param>
/// <param name="Text">The answer's text.</param>
/// <param name="HasTimings">Whether it tells timings as llama.cpp does: an object <c>timings</c>, whatever is in it.</param>
internal sealed record AnswerTemplate(string? Id, string? Model, long Created, string Text, bool HasTimings = false)
{
    /// <summary>Reads a whole answer of any dialect; a body that is no JSON object is itself the text.</summary>
    public static AnswerTemplate Read(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty || body.Span.TrimStart(" \r\n\t"u8) is not [(byte)'{', ..])
        {
            return new AnswerTemplate(null, null, 0, Encoding.UTF8.GetString(body.Span));
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return new AnswerTemplate(String(root, "id"), String(root, "model"), Number(root, "created"), FindText(root) ?? "", root.TryGetProperty("timings", out _));
        }
        catch (JsonException)
        {
            return new AnswerTemplate(null, null, 0, Encoding.UTF8.GetString(body.Span));
        }
    }

    private static string? FindText(JsonElement root)
    {
        if (root.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0)
        {
            root = choices[0];
        }

        // A message's content is a list of blocks; a response's output is a list of messages.
        root = First(First(root, "output"), "content");

        return String(root, "text") ?? String(root, "response")
            ?? (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("message", out var message) ? String(message, "content") : null);
    }

    private static JsonElement First(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
            ? list[0]
            : element;

    private static string? String(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static long Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value)
            && long.TryParse(value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText(), CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
}
