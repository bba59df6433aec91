using System.Globalization;
using System.Text.Json;
using Olla.MockBackends.Model;

namespace Olla.MockBackends.Streaming;

/// <summary>Reads a request's body in one forward pass. A body that is no JSON is a call without wishes: WireMock.Net chose to answer it.</summary>
internal static class GenerationCallReader
{
    /// <summary>Reads what the model needs to know.</summary>
    /// <param name="withBlocks">Whether the prompt is wanted in blocks for the cache.</param>
    public static GenerationCall Read(ReadOnlySpan<byte> body, bool withBlocks = false)
    {
        var call = new GenerationCall { Blocks = withBlocks ? new PromptBlocks() : null };
        try
        {
            var reader = new Utf8JsonReader(body);
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadRoot(ref reader, call);
            }
        }
        catch (JsonException)
        {
            return call;
        }

        return call;
    }

    private static void ReadRoot(ref Utf8JsonReader reader, GenerationCall call)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "model" when reader.TokenType == JsonTokenType.String: call.Model = reader.GetString()!; break;
                case "stream" when reader.TokenType is JsonTokenType.True or JsonTokenType.False: call.Stream = reader.GetBoolean(); break;
                case "max_tokens" or "max_completion_tokens" or "max_output_tokens" or "n_predict" when IsCount(ref reader, out var limit): call.MaximumTokens = limit; break;
                case "user" when reader.TokenType == JsonTokenType.String: ApplyOverrides(call, reader.GetString()!); break;
                case "options" or "stream_options" when reader.TokenType == JsonTokenType.StartObject: ReadOptions(ref reader, call); break;
                case "metadata" when reader.TokenType == JsonTokenType.StartObject: ReadMetadata(ref reader, call); break;
                case "messages" or "prompt" or "input" or "system" or "instructions": CountText(ref reader, call); break;
                default: reader.Skip(); break;
            }
        }
    }

    /// <summary>The Messages API has its user here.</summary>
    private static void ReadMetadata(ref Utf8JsonReader reader, GenerationCall call)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUser = reader.ValueTextEquals("user_id"u8);
            reader.Read();
            if (isUser && reader.TokenType == JsonTokenType.String)
            {
                ApplyOverrides(call, reader.GetString()!);
            }

            reader.Skip();
        }
    }

    private static void ReadOptions(ref Utf8JsonReader reader, GenerationCall call)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isLimit = reader.ValueTextEquals("num_predict"u8);
            var isUsage = reader.ValueTextEquals("include_usage"u8);
            reader.Read();
            if (isLimit && IsCount(ref reader, out var limit))
            {
                call.MaximumTokens = limit;
            }
            else if (isUsage)
            {
                call.IncludeUsage = reader.TokenType == JsonTokenType.True;
            }

            reader.Skip();
        }
    }

    // Texts are the values of "content" and "text", strings of their own, and strings in arrays: roles and types are no text.
    private static void CountText(ref Utf8JsonReader reader, GenerationCall call)
    {
        var depth = reader.CurrentDepth;
        var isText = true;
        do
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName: isText = reader.ValueTextEquals("content"u8) || reader.ValueTextEquals("text"u8); break;
                case JsonTokenType.String when isText:
                    call.PromptBytes += reader.ValueSpan.Length;
                    call.Blocks?.Add(reader.ValueSpan);
                    break;
                default: break;
            }
        }
        while (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False
                or JsonTokenType.EndArray or JsonTokenType.EndObject) || reader.CurrentDepth > depth
            ? reader.Read()
            : false);
    }

    private static bool IsCount(ref Utf8JsonReader reader, out int count)
    {
        count = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out count) && count > 0;
    }

    // Whatever is not understood here is somebody's user name.
    private static void ApplyOverrides(GenerationCall call, string user)
    {
        foreach (var part in user.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                continue;
            }

            var isNumber = double.TryParse(part.AsSpan(equals + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0;
            switch (part[..equals])
            {
                case "tokens" when isNumber: call.Tokens = (int)value; break;
                case "ttft_ms" when isNumber: call.TimeToFirstToken = value * 1e6; break;
                case "interval_us" when isNumber: call.InterTokenTime = value * 1e3; break;
                case "pad" when isNumber: call.Padding = (int)value; break;
                case "fault": call.Fault = TryParseFault(part[(equals + 1)..]); break;
                default: break;
            }
        }
    }

    private static Fault? TryParseFault(string text)
    {
        try
        {
            return FaultParser.Parse(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
