using System.Text.Json;

namespace Olla.LlmApi.Streaming;

/// <summary>
/// Reads what measuring needs from one event of any <see cref="Dialect"/> in one forward pass without allocating. The dialects share no
/// property name with two meanings, so the reader needs not be told which one it reads, and reads whole answers as well.
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
                default: ReadUsage(ref reader, ref fields, name); break;
            }
        }
    }

    private static void ReadRoot(ref Utf8JsonReader reader, ref Fields fields, ReadOnlySpan<byte> name)
    {
        if (reader.TokenType == JsonTokenType.StartArray && name.SequenceEqual("choices"u8))
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadObject(ref reader, ref fields, Level.Choice);
            }
        }
        else if (reader.TokenType == JsonTokenType.StartObject && name.SequenceEqual("message"u8))
        {
            ReadObject(ref reader, ref fields, Level.Message);
        }
        else if (reader.TokenType == JsonTokenType.StartObject && name.SequenceEqual("usage"u8))
        {
            ReadObject(ref reader, ref fields, Level.Usage);
        }
        else if (name.SequenceEqual("error"u8))
        {
            fields.IsError = reader.TokenType != JsonTokenType.Null;
            reader.Skip();
        }
        else
        {
            ReadOllamaRoot(ref reader, ref fields, name);
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
        if (reader.TokenType != JsonTokenType.String)
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
        if (reader.TokenType == JsonTokenType.Number && name.SequenceEqual("prompt_tokens"u8))
        {
            fields.PromptTokens = Number(ref reader);
        }
        else if (reader.TokenType == JsonTokenType.Number && name.SequenceEqual("completion_tokens"u8))
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
        value.SequenceEqual("stop"u8) ? FinishReason.Stop
        : value.SequenceEqual("length"u8) ? FinishReason.Length
        : value.SequenceEqual("tool_calls"u8) ? FinishReason.ToolCalls
        : FinishReason.Other;

    private enum Level
    {
        Root,
        Choice,
        Message,
        Usage,
    }

    private ref struct Fields
    {
        public ReadOnlySpan<byte> Text;
        public ReadOnlySpan<byte> Reasoning;
        public FinishReason FinishReason;
        public bool IsEnd;
        public bool IsError;
        public int PromptTokens;
        public int CompletionTokens;
    }
}
