using System.Buffers;
using System.Text.Json;

namespace Olla.LlmApi.Requests;

/// <summary>Writes a <see cref="GenerationRequest"/> as the JSON body of each dialect.</summary>
public static class GenerationRequestWriter
{
    /// <summary>Appends the body to <paramref name="destination"/>.</summary>
    public static void Write(IBufferWriter<byte> destination, Dialect dialect, GenerationRequest request)
    {
        using var json = new Utf8JsonWriter(destination);
        json.WriteStartObject();
        json.WriteString("model"u8, request.Model);
        if (dialect is Dialect.OpenAiChat or Dialect.OllamaChat)
        {
            WriteMessages(json, request.Messages);
        }
        else
        {
            json.WriteString("prompt"u8, string.Join("\n\n", request.Messages.Select(message => message.Content)));
        }

        json.WriteBoolean("stream"u8, request.Stream);
        if (dialect.UsesEventStream())
        {
            WriteOpenAiOptions(json, request);
        }
        else
        {
            WriteOllamaOptions(json, request);
        }

        if (request.User is not null)
        {
            json.WriteString("user"u8, request.User);
        }

        json.WriteEndObject();
    }

    private static void WriteMessages(Utf8JsonWriter json, IReadOnlyList<GenerationMessage> messages)
    {
        json.WriteStartArray("messages"u8);
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
