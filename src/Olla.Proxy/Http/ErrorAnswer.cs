using System.Buffers;
using System.Text;
using System.Text.Json;
using Olla.Proxy.Translation;

namespace Olla.Proxy.Http;

/// <summary>Writes the proxy's own errors in the format of the route.</summary>
internal static class ErrorAnswer
{
    /// <summary>
    /// Answers with <paramref name="status"/>. <paramref name="code"/> is the machine-readable word of OpenAI-style errors; without one it
    /// follows from the status; <paramref name="requestId"/> is repeated in Anthropic-style ones.
    /// </summary>
    public static Task WriteAsync(HttpResponse response, ErrorFormat format, int status, string message, string? code = null, string requestId = "")
    {
        var body = format switch
        {
            ErrorFormat.OpenAI => OpenAIBody(status, message, code),
            ErrorFormat.Ollama => OllamaBody(message),
            ErrorFormat.Anthropic => AnthropicBody(status, message, requestId),
            _ => Encoding.UTF8.GetBytes(message + "\n"),
        };
        response.StatusCode = status;
        response.ContentType = format == ErrorFormat.PlainText ? "text/plain; charset=utf-8" : "application/json";
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body).AsTask();
    }

    private static byte[] OpenAIBody(int status, string message, string? code) => JsonBody.Bytes(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteString("message"u8, message);
        writer.WriteString("type"u8, TypeOf(status));
        writer.WriteString("code"u8, code ?? CodeOf(status));
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static byte[] AnthropicBody(int status, string message, string requestId)
    {
        var body = new ArrayBufferWriter<byte>(256);
        AnthropicErrors.Write(body, status, message, requestId);
        return body.WrittenSpan.ToArray();
    }

    private static byte[] OllamaBody(string message) => JsonBody.Bytes(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("error"u8, message);
        writer.WriteEndObject();
    });

    private static string TypeOf(int status) => status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        429 => "rate_limit_error",
        >= 400 and < 500 => "invalid_request_error",
        _ => "api_error",
    };

    private static string CodeOf(int status) => status switch
    {
        404 => "not_found",
        405 => "method_not_allowed",
        413 => "request_too_large",
        429 => "rate_limit_exceeded",
        431 => "request_headers_too_large",
        501 => "not_implemented",
        502 => "bad_gateway",
        503 => "service_unavailable",
        504 => "gateway_timeout",
        _ => status < 500 ? "invalid_request" : "internal_error",
    };
}
