using System.Text;
using System.Text.Json;

namespace Olla.Proxy.Routing;

/// <summary>Finds what a list of chat messages asks of a model: images, or work on code.</summary>
internal static class MessageInspector
{
    private static readonly string[] CodeWords = ["code", "programming", "function", "class", "debug", "implement"];

    /// <summary>Whether messages can show any of <paramref name="wanted"/> at all.</summary>
    public static bool CanShow(Capabilities wanted) => (wanted & (Capabilities.Vision | Capabilities.Code)) != 0;

    /// <summary>Reads the raw JSON of <c>messages</c>; anything but a list of objects shows nothing.</summary>
    public static Capabilities Inspect(ReadOnlySpan<byte> messages)
    {
        var needs = Capabilities.None;
        var reader = new Utf8JsonReader(messages, new JsonReaderOptions { AllowTrailingCommas = true, MaxDepth = 512 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            return needs;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                needs |= InspectMessage(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return needs;
    }

    private static Capabilities InspectMessage(ref Utf8JsonReader reader)
    {
        var needs = Capabilities.None;
        var isSystem = false;
        var speaksOfCode = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRole = reader.ValueTextEquals("role"u8);
            var isContent = reader.ValueTextEquals("content"u8);
            reader.Read();
            if (isRole && reader.TokenType == JsonTokenType.String)
            {
                isSystem = reader.ValueTextEquals("system"u8);
            }
            else if (isContent && reader.TokenType == JsonTokenType.String)
            {
                speaksOfCode = SpeaksOfCode(reader.ValueSpan);
            }
            else if (isContent && reader.TokenType == JsonTokenType.StartArray)
            {
                needs |= InspectParts(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return isSystem && speaksOfCode ? needs | Capabilities.Code : needs;
    }

    private static Capabilities InspectParts(ref Utf8JsonReader reader)
    {
        var needs = Capabilities.None;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isType = reader.ValueTextEquals("type"u8);
                var isText = reader.ValueTextEquals("text"u8);
                reader.Read();
                if (reader.TokenType == JsonTokenType.String && ((isType && IsImage(ref reader)) || (isText && reader.ValueSpan.StartsWith("data:image/"u8))))
                {
                    needs |= Capabilities.Vision;
                }

                reader.Skip();
            }
        }

        return needs;
    }

    private static bool IsImage(ref Utf8JsonReader value) => value.ValueTextEquals("image_url"u8) || value.ValueTextEquals("image"u8);

    private static bool SpeaksOfCode(ReadOnlySpan<byte> text)
    {
        var content = Encoding.UTF8.GetString(text);
        return Array.Exists(CodeWords, word => content.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
