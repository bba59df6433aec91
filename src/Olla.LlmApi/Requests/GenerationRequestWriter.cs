using System.Buffers;
using System.Text.Json;

namespace Olla.LlmApi.Requests;

/// <summary>Writes a <see cref="GenerationRequest"/> as the JSON body of each dialect.</summary>
public static class GenerationRequestWriter
{
    /// <summary>What an Anthropic request asks for if nobody said; the least that its models have ever allowed.</summary>
    private const int AnthropicMaximumTokens = 4096;

    /// <summary>Appends the body to <paramref name="destination"/>.</summary>
    public static void Write(IBufferWriter<byte> destination, Dialect dialect, GenerationRequest request)
    {
        using var json = new Utf8JsonWriter(destination);
        json.WriteStartObject();
        json.WriteString("model"u8, request.Model);
        WritePrompt(json, dialect, request.Messages);
        json.WriteBoolean("stream"u8, request.Stream);
        switch (dialect)
        {
            case Dialect.OpenAiChat or Dialect.OpenAiCompletions: WriteOpenAiOptions(json, request); break;
            case Dialect.AnthropicMessages: WriteAnthropicOptions(json, request); break;
            // The Responses API knows no seed.
            case Dialect.OpenAiResponses: WriteSampling(json, request with { Seed = null }, "max_output_tokens"u8); break;
            default: WriteOllamaOptions(json, request); break;
        }

        if (request.User is not null && dialect != Dialect.AnthropicMessages)
        {
            json.WriteString("user"u8, request.User);
        }

        json.WriteEndObject();
    }

    private static void WritePrompt(Utf8JsonWriter json, Dialect dialect, IReadOnlyList<GenerationMessage> messages)
    {
        switch (dialect)
        {
            case Dialect.OpenAiChat or Dialect.OllamaChat: WriteMessages(json, "messages"u8, messages); break;
            case Dialect.OpenAiResponses: WriteMessages(json, "input"u8, messages); break;
            case Dialect.AnthropicMessages:
                // What the others send as a message of the system stands beside the messages there.
                if (messages.Any(IsSystem))
                {
                    json.WriteString("system"u8, Join(messages.Where(IsSystem)));
                }

                WriteMessages(json, "messages"u8, messages.Where(message => !IsSystem(message)));
                break;
            default: json.WriteString("prompt"u8, Join(messages)); break;
        }

        static bool IsSystem(GenerationMessage message) => message.Role == "system";
        static string Join(IEnumerable<GenerationMessage> joined) => string.Join("\n\n", joined.Select(message => message.Content));
    }

    private static void WriteMessages(Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<GenerationMessage> messages)
    {
        json.WriteStartArray(name);
        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, message.Role);
            json.WriteString("content"u8, message.Content);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteOpenAiOptions(Utf8JsonWriter json, GenerationRequest request)
    {
        if (request.Stream && request.IncludeUsage)
        {
            json.WriteStartObject("stream_options"u8);
            json.WriteBoolean("include_usage"u8, true);
            json.WriteEndObject();
        }

        WriteSampling(json, request, "max_tokens"u8);
    }

    private static void WriteAnthropicOptions(Utf8JsonWriter json, GenerationRequest request)
    {
        // It must say how long an answer may be, and knows no seed.
        var limited = request with { MaximumTokens = request.MaximumTokens > 0 ? request.MaximumTokens : AnthropicMaximumTokens, Seed = null };
        WriteSampling(json, limited, "max_tokens"u8);
        if (request.User is not null)
        {
            json.WriteStartObject("metadata"u8);
            json.WriteString("user_id"u8, request.User);
            json.WriteEndObject();
        }
    }

    private static void WriteOllamaOptions(Utf8JsonWriter json, GenerationRequest request)
    {
        if (request.MaximumTokens <= 0 && request.Seed is null && request.Temperature is null)
        {
            return;
        }

        json.WriteStartObject("options"u8);
        WriteSampling(json, request, "num_predict"u8);
        json.WriteEndObject();
    }

    private static void WriteSampling(Utf8JsonWriter json, GenerationRequest request, ReadOnlySpan<byte> maximumTokensName)
    {
        if (request.MaximumTokens > 0)
        {
            json.WriteNumber(maximumTokensName, request.MaximumTokens);
        }

        if (request.Seed is { } seed)
        {
            json.WriteNumber("seed"u8, seed);
        }

        if (request.Temperature is { } temperature)
        {
            json.WriteNumber("temperature"u8, temperature);
        }
    }
}
