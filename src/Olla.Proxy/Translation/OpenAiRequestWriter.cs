using System.Buffers;
using System.Text.Json;

namespace Olla.Proxy.Translation;

/// <summary>Writes a Messages API request as an OpenAI chat completion request.</summary>
internal static class OpenAiRequestWriter
{
    /// <summary>Where such a request goes, whatever the provider.</summary>
    public const string Path = "/v1/chat/completions";

    /// <summary>Writes the body; on failure returns what cannot be said in the other language, and the output is to be dropped.</summary>
    public static string? Write(AnthropicRequest request, IBufferWriter<byte> output)
    {
        var root = request.Root;
        using var writer = new Utf8JsonWriter(output, CompactJson.Options);
        writer.WriteStartObject();
        writer.WriteString("model"u8, request.Model);
        writer.WriteStartArray("messages"u8);
        WriteSystem(writer, root);
        foreach (var message in root.GetProperty("messages"u8).EnumerateArray())
        {
            if (OpenAiMessageWriter.Write(writer, message) is { } problem)
            {
                return $"failed to convert messages: {problem}";
            }
        }

        writer.WriteEndArray();
        Copy(writer, root, "max_tokens", "max_tokens");
        Copy(writer, root, "temperature", "temperature");
        Copy(writer, root, "top_p", "top_p");
        // Not part of OpenAI's own API, but most local servers read it.
        Copy(writer, root, "top_k", "top_k");
        if (root.TryGetProperty("stop_sequences"u8, out var stop) && stop.ValueKind == JsonValueKind.Array && stop.GetArrayLength() > 0)
        {
            writer.WritePropertyName("stop"u8);
            stop.WriteTo(writer);
        }

        if (root.TryGetProperty("metadata"u8, out var metadata) && AnthropicBlocks.Text(metadata, "user_id") is { Length: > 0 } user)
        {
            writer.WriteString("user"u8, user);
        }

        writer.WriteBoolean("stream"u8, request.Stream);
        if (request.Stream)
        {
            // Without this most servers leave the usage of a stream out.
            writer.WriteStartObject("stream_options"u8);
            writer.WriteBoolean("include_usage"u8, true);
            writer.WriteEndObject();
        }

        if (OpenAiToolWriter.Write(writer, root) is { } toolProblem)
        {
            return $"failed to convert tool_choice: {toolProblem}";
        }

        writer.WriteEndObject();
        writer.Flush();
        return null;
    }

    private static void WriteSystem(Utf8JsonWriter writer, JsonElement root)
    {
        if (!root.TryGetProperty("system"u8, out var system) || AnthropicBlocks.JoinText(system) is not { Length: > 0 } text)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("role"u8, "system"u8);
        writer.WriteString("content"u8, text);
        writer.WriteEndObject();
    }

    private static void Copy(Utf8JsonWriter writer, JsonElement root, string from, string to)
    {
        if (root.TryGetProperty(from, out var value) && value.ValueKind != JsonValueKind.Null)
        {
            writer.WritePropertyName(to);
            value.WriteTo(writer);
        }
    }
}
