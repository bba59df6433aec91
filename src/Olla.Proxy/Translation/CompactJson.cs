using System.Text.Encodings.Web;
using System.Text.Json;

namespace Olla.Proxy.Translation;

/// <summary>JSON without white space, with no more escapes than JSON demands.</summary>
internal static class CompactJson
{
    /// <summary>Writer options for everything that goes to a backend or a client as JSON, never into HTML.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The UTF-8 bytes of a value.</summary>
    public static byte[] Of(JsonElement value)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            value.WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
