using System.Text;
using System.Text.Json;

namespace Olla.Proxy.Translation;

/// <summary>Finds the sentence in a backend's error, whatever shape it has.</summary>
internal static class BackendErrors
{
    private const int TextLimit = 500;

    /// <summary>The message of a whole error body.</summary>
    public static string MessageOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object)
            {
                var found = root.TryGetProperty("error"u8, out var error) ? MessageOf(error) : MessageOf(root);
                if (found.Length > 0)
                {
                    return found;
                }
            }
        }
        catch (JsonException)
        {
            // Plain text, then.
        }

        var text = Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 4 * TextLimit)]).Trim();
        return text.Length == 0 ? "Backend error" : text.Length <= TextLimit ? text : text[..TextLimit];
    }

    /// <summary>The message of an error value: a string, or an object with <c>message</c> or <c>detail</c>.</summary>
    public static string MessageOf(JsonElement error)
    {
        if (error.ValueKind == JsonValueKind.String)
        {
            return error.GetString()!;
        }

        var message = AnthropicBlocks.Text(error, "message");
        if (message.Length == 0)
        {
            message = AnthropicBlocks.Text(error, "detail");
        }

        return message.Length > 0 ? message : "Backend error";
    }
}
