using System.Buffers;
using System.Text.Json;

namespace Olla.Proxy.Translation.Responses;

/// <summary>Writes a whole chat completion as a response.</summary>
internal static class ResponseWriter
{
    /// <summary>Returns what is wrong with the backend's answer, or null; on failure the output is to be dropped.</summary>
    public static string? Write(ReadOnlyMemory<byte> completion, ResponseDraft draft, IBufferWriter<byte> output)
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
            if (ChatCompletions.FindMessage(document.RootElement, out _, out _) is { } problem)
            {
                return problem;
            }

            // The items are those of the same answer streamed; its events go nowhere.
            using var stream = new ResponsesStream(new ArrayBufferWriter<byte>(), draft);
            stream.PushWholeAnswer(document.RootElement);
            stream.Complete();
            if (stream.HasFailed)
            {
                return "failed to transform response: the backend reported an error beside its answer";
            }
        }

        using var json = new Utf8JsonWriter(output, CompactJson.Options);
        draft.Write(json, isFinal: true);
        return null;
    }
}
