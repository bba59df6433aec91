using System.Text.Json;

namespace Olla.Proxy.Translation;

/// <summary>
/// A translation of OpenAI's chat chunks: what they say of themselves is read here, what the model says goes on to the API's own events. One
/// instance serves one answer; not for use from two threads.
/// </summary>
internal abstract class ChatChunkTranslation : IStreamTranslation
{
    private bool _sawDone;

    public bool HasEnded { get; private set; }

    public bool HasFailed { get; private set; }

    /// <summary>As the backend names it; empty until it did.</summary>
    protected string Model { get; private set; } = "";

    /// <summary>The last count of tokens; null until there was one.</summary>
    protected AnthropicUsage? Usage { get; private set; }

    /// <summary>Why the model stopped; null until it did.</summary>
    protected string? FinishReason { get; private set; }

    /// <summary>A malformed chunk is passed over.</summary>
    public void Push(ReadOnlyMemory<byte> data)
    {
        if (HasEnded)
        {
            return;
        }

        if (data.Span.SequenceEqual("[DONE]"u8))
        {
            _sawDone = true;
            return;
        }

        JsonDocument chunk;
        try
        {
            chunk = JsonDocument.Parse(data);
        }
        catch (JsonException)
        {
            return;
        }

        using (chunk)
        {
            PushChunk(chunk.RootElement, "delta");
        }
    }

    public void PushWholeAnswer(JsonElement answer)
    {
        _sawDone = true;
        PushChunk(answer, "message");
    }

    public void Complete()
    {
        if (HasEnded)
        {
            return;
        }

        if (!_sawDone && FinishReason is null)
        {
            Fail("the backend ended its stream before the answer was complete");
            return;
        }

        WriteEnd();
        HasEnded = true;
    }

    public void Fail(string message)
    {
        if (HasEnded)
        {
            return;
        }

        WriteError(message);
        (HasEnded, HasFailed) = (true, true);
    }

    public abstract void Dispose();

    /// <summary>A chunk has come that is no error; its model and its usage are known.</summary>
    protected virtual void ChunkCame()
    {
        // An API may have nothing to say yet.
    }

    /// <summary>A piece of a thought or of text, by its name in <paramref name="delta"/>.</summary>
    protected abstract void PushText(JsonElement delta);

    /// <summary>A piece of a call; <paramref name="index"/> says of which.</summary>
    protected abstract void PushToolCall(JsonElement call, int index);

    /// <summary>How many calls have begun.</summary>
    protected abstract int Calls { get; }

    /// <summary>Writes the events that end an answer.</summary>
    protected abstract void WriteEnd();

    protected abstract void WriteError(string message);

    private void PushChunk(JsonElement chunk, string deltaName)
    {
        if (chunk.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (chunk.TryGetProperty("error"u8, out var error) && error.ValueKind is not JsonValueKind.Null)
        {
            Fail(BackendErrors.MessageOf(error));
            return;
        }

        Model = Model.Length > 0 ? Model : AnthropicBlocks.Text(chunk, "model");
        if (chunk.TryGetProperty("usage"u8, out var usage) && usage.ValueKind == JsonValueKind.Object)
        {
            Usage = AnthropicUsage.From(usage);
        }

        ChunkCame();
        if (!chunk.TryGetProperty("choices"u8, out var choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0
            || choices[0] is not { ValueKind: JsonValueKind.Object } choice)
        {
            return;
        }

        if (AnthropicBlocks.Text(choice, "finish_reason") is { Length: > 0 } reason)
        {
            FinishReason = reason;
        }

        if (choice.TryGetProperty(deltaName, out var delta) && delta.ValueKind == JsonValueKind.Object)
        {
            PushDelta(delta);
        }
    }

    private void PushDelta(JsonElement delta)
    {
        PushText(delta);
        if (!delta.TryGetProperty("tool_calls"u8, out var calls) || calls.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var call in calls.EnumerateArray().Where(static call => call.ValueKind == JsonValueKind.Object))
        {
            if (HasEnded)
            {
                return;
            }

            // A whole answer numbers its calls by position only; a stream says which call a piece belongs to.
            PushToolCall(call, call.TryGetProperty("index"u8, out var number) && number.TryGetInt32(out var given) ? given : _sawDone ? Calls : 0);
        }
    }
}
