using System.Buffers;
using System.Text.Json;

namespace Olla.Proxy.Translation;

/// <summary>Errors in the Messages API's shape.</summary>
internal static class AnthropicErrors
{
    /// <summary>The error type that belongs to a status.</summary>
    public static string TypeOf(int status) => status switch
    {
        400 => "invalid_request_error",
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        408 or 504 => "timeout_error",
        _ => "api_error",
    };

    /// <summary>Writes an error body.</summary>
    public static void Write(IBufferWriter<byte> output, int status, string message, string requestId)
    {
        using var writer = new Utf8JsonWriter(output, CompactJson.Options);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "error"u8);
        writer.WriteStartObject("error"u8);
        writer.WriteString("type"u8, TypeOf(status));
        writer.WriteString("message"u8, message);
        writer.WriteEndObject();
        writer.WriteString("request_id"u8, requestId);
        writer.WriteEndObject();
    }
}
