using System.Text.Json;

namespace Olla.LlmApi.Streaming;

/// <summary>
/// Reads what measuring needs from one event of any <see cref="Dialect"/> in one forward pass without allocating. No property name has two
/// meanings that its place or the event's <c>type</c> would not tell apart, so the reader needs not be told which dialect it reads, and reads
/// whole answers as well.
/// </summary>
public static class StreamedPartReader
{
    /// <summary>Reads the data of one server-sent event, one line of NDJSON, or one whole answer.</summary>
    /// <returns>False if the bytes are neither <c>[DONE]</c> nor a JSON object.</returns>
    public static bool TryRead(ReadOnlySpan<byte> data, out StreamedPart part)
    {
        if (data.SequenceEqual("[DONE]"u8))
        {
            part = new StreamedPart { IsEnd = true, PromptTokens = -1, CompletionTokens = -1 };
            return true;
        }

        var fields = new Fields { PromptTokens = -1, CompletionTokens = -1 };
        try
        {
            var reader = new Utf8JsonReader(data);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                part = default;
                return false;
            }

            ReadObject(ref reader, ref fields, Level.Root);
            TakeTyped(ref fields);
            if (reader.Read())
            {
                part = default;
                return false;
            }
        }
        catch (JsonException)
        {
            part = default;
            return false;
        }

        part = new StreamedPart
        {
            EscapedText = fields.Text,
            EscapedReasoning = fields.Reasoning,
            FinishReason = fields.FinishReason,
            IsEnd = fields.IsEnd,
            IsError = fields.IsError,
            PromptTokens = fields.PromptTokens,
            CompletionTokens = fields.CompletionTokens,
        };
        return true;
    }

    private static void ReadObject(ref Utf8JsonReader reader, ref Fields fields, Level level)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            switch (level)
            {
                case Level.Root: ReadRoot(ref reader, ref fields, name); break;
                case Level.Choice: ReadChoice(ref reader, ref fields, name); break;
                case Level.Message: ReadMessage(ref reader, ref fields, name); break;
                case Level.Block: ReadBlock(ref reader, ref fields, name); break;
                case Level.Response: ReadResponse(ref reader, ref fields, name); break;
                default: ReadUsage(ref reader, ref fields, name); break;
            }
        }
    }

    private static void ReadRoot(ref Utf8JsonReader reader, ref Fields fields, ReadOnlySpan<byte> name)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray when name.SequenceEqual("choices"u8): ReadObjects(ref reader, ref fields, Level.Choice); break;
            case JsonTokenType.StartArray when name.SequenceEqual("content"u8) || name.SequenceEqual("output"u8): ReadObjects(ref reader, ref fields, Level.Block); break;
            case JsonTokenType.StartObject when name.SequenceEqual("message"u8): ReadObject(ref reader, ref fields, Level.Message); break;
            case JsonTokenType.StartObject when name.SequenceEqual("usage"u8): ReadObject(ref reader, ref fields, Level.Usage); break;
            case JsonTokenType.StartObject when name.SequenceEqual("delta"u8): ReadObject(ref reader, ref fields, Level.Block); break;
            case JsonTokenType.StartObject when name.SequenceEqual("response"u8): ReadObject(ref reader, ref fields, Level.Response); break;
            case JsonTokenType.String when name.SequenceEqual("delta"u8): fields.Delta = reader.ValueSpan; break;
            case JsonTokenType.String when name.SequenceEqual("type"u8): fields.Type = reader.ValueSpan; break;
            case JsonTokenType.String when name.SequenceEqual("stop_reason"u8): fields.FinishReason = Reason(reader.ValueSpan); break;
            case not JsonTokenType.Null when name.SequenceEqual("error"u8):
                fields.IsError = true;
                reader.Skip();
                break;
            default: ReadOllamaRoot(ref reader, ref fields, name); break;
        }
    }

    private static void ReadObjects(ref Utf8JsonReader reader, ref Fields fields, Level level)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            ReadObject(ref reader, ref fields, level);
        }
    }

    /// <summary>What an event is, by its type: the Messages and the Responses API end a stream by one, and say by it what a delta is.</summary>
    private static void TakeTyped(ref Fields fields)
    {
        var type = fields.Type;
        fields.IsError |= type.SequenceEqual("error"u8) || type.SequenceEqual("response.failed"u8);
        fields.IsEnd |= type.SequenceEqual("message_stop"u8) || type.SequenceEqual("response.completed"u8) || type.SequenceEqual("response.incomplete"u8);
        if (type.SequenceEqual("response.output_text.delta"u8))
        {
            fields.Text = fields.Delta;
        }
        else if (type.SequenceEqual("response.reasoning_text.delta"u8) || type.SequenceEqual("response.reasoning_summary_text.delta"u8))
        {
            fields.Reasoning = fields.Delta;
        }
        else if (type.SequenceEqual("response.completed"u8))
        {
            fields.FinishReason = FinishReason.Stop;
        }
        else if (type.SequenceEqual("response.incomplete"u8))
        {
            fields.FinishReason = FinishReason.Length;
        }
    }

    /// <summary>A block of a whole answer, an item of a whole response, or what a streamed block grows by.</summary>
    private static void ReadBlock(ref Utf8JsonReader reader, ref Fields fields, ReadOnlySpan<byte> name)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when name.SequenceEqual("text"u8): TakeFirst(ref fields.Text, reader.ValueSpan); break;
            case JsonTokenType.String when name.SequenceEqual("thinking"u8): TakeFirst(ref fields.Reasoning, reader.ValueSpan); break;
            case JsonTokenType.String when name.SequenceEqual("stop_reason"u8): fields.FinishReason = Reason(reader.ValueSpan); break;
            case JsonTokenType.StartArray when name.SequenceEqual("content"u8): ReadObjects(ref reader, ref fields, Level.Block); break;
            default: reader.Skip(); break;
        }
    }

    /// <summary>The response that an event of the Responses API repeats: its text was streamed before.</summary>
    private static void ReadResponse(ref Utf8JsonReader reader, ref Fields fields, ReadOnlySpan<byte> name)
    {
        if (reader.TokenType == JsonTokenType.StartObject && name.SequenceEqual("usage"u8))
        {
            ReadObject(ref reader, ref fields, Level.Usage);
        }
        else
        {
            fields.IsError |= name.SequenceEqual("error"u8) && reader.TokenType != JsonTokenType.Null;
            reader.Skip();
        }
    }

    private static void ReadOllamaRoot(ref Utf8JsonReader reader, ref Fields fields, ReadOnlySpan<byte> name)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when name.SequenceEqual("response"u8): fields.Text = reader.ValueSpan; break;
            case JsonTokenType.String when name.SequenceEqual("thinking"u8): fields.Reasoning = reader.ValueSpan; break;
            case JsonTokenType.String when name.SequenceEqual("done_reason"u8): fields.FinishReason = Reason(reader.ValueSpan); break;
            case JsonTokenType.True when name.SequenceEqual("done"u8): fields.IsEnd = true; break;
            case JsonTokenType.Number when name.SequenceEqual("prompt_eval_count"u8): fields.PromptTokens = Number(ref reader); break;
            case JsonTokenType.Number when name.SequenceEqual("eval_count"u8): fields.CompletionTokens = Number(ref reader); break;
            default: reader.Skip(); break;
        }
    }

    private static void ReadChoice(ref Utf8JsonReader reader, ref Fields fields, ReadOnlySpan<byte> name)
    {
        if (reader.TokenType == JsonTokenType.StartObject && (name.SequenceEqual("delta"u8) || name.SequenceEqual("message"u8)))
        {
            ReadObject(ref reader, ref fields, Level.Message);
        }
        else if (reader.TokenType == JsonTokenType.String && name.SequenceEqual("text"u8))
        {
            TakeFirst(ref fields.Text, reader.ValueSpan);
        }
        else if (reader.TokenType == JsonTokenType.String && name.SequenceEqual("finish_reason"u8))
        {
            fields.FinishReason = Reason(reader.ValueSpan);
        }
        else
        {
            reader.Skip();
        }
    }

    private static void ReadMessage(ref Utf8JsonReader reader, ref Fields fields, ReadOnlySpan<byte> name)
    {
        if (reader.TokenType == JsonTokenType.StartObject && name.SequenceEqual("usage"u8))
        {
            ReadObject(ref reader, ref fields, Level.Usage);
        }
        else if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
        }
        else if (name.SequenceEqual("content"u8))
        {
            TakeFirst(ref fields.Text, reader.ValueSpan);
        }
        else if (name.SequenceEqual("reasoning_content"u8) || name.SequenceEqual("reasoning"u8) || name.SequenceEqual("thinking"u8))
        {
            TakeFirst(ref fields.Reasoning, reader.ValueSpan);
        }
    }

    private static void ReadUsage(ref Utf8JsonReader reader, ref Fields fields, ReadOnlySpan<byte> name)
    {
        if (reader.TokenType == JsonTokenType.Number && (name.SequenceEqual("prompt_tokens"u8) || name.SequenceEqual("input_tokens"u8)))
        {
            fields.PromptTokens = Number(ref reader);
        }
        else if (reader.TokenType == JsonTokenType.Number && (name.SequenceEqual("completion_tokens"u8) || name.SequenceEqual("output_tokens"u8)))
        {
            fields.CompletionTokens = Number(ref reader);
        }
        else
        {
            reader.Skip();
        }
    }

    private static void TakeFirst(ref ReadOnlySpan<byte> target, ReadOnlySpan<byte> value)
    {
        if (target.IsEmpty)
        {
            target = value;
        }
    }

    private static int Number(ref Utf8JsonReader reader) => reader.TryGetInt32(out var value) ? value : -1;

    private static FinishReason Reason(ReadOnlySpan<byte> value) =>
        value.SequenceEqual("stop"u8) || value.SequenceEqual("end_turn"u8) || value.SequenceEqual("stop_sequence"u8) ? FinishReason.Stop
        : value.SequenceEqual("length"u8) || value.SequenceEqual("max_tokens"u8) ? FinishReason.Length
        : value.SequenceEqual("tool_calls"u8) || value.SequenceEqual("tool_use"u8) ? FinishReason.ToolCalls
        : FinishReason.Other;

    private enum Level
    {
        Root,
        Choice,
        Message,
        Block,
        Response,
        Usage,
    }

    private ref struct Fields
    {
        public ReadOnlySpan<byte> Text;
        public ReadOnlySpan<byte> Reasoning;
        public ReadOnlySpan<byte> Delta;
        public ReadOnlySpan<byte> Type;
        public FinishReason FinishReason;
        public bool IsEnd;
        public bool IsError;
        public int PromptTokens;
        public int CompletionTokens;
    }
}
