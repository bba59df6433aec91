using System.Text.Encodings.Web;
using System.Text.Json;

namespace Olla.Proxy.Engines.Bodies;

/// <summary>Puts another model name into a JSON request body and leaves every other byte as it was.</summary>
internal static class ModelRewriter
{
    /// <summary>
    /// The body with the string value of each top-level <c>model</c> replaced; the body itself when it is no JSON object, has no
    /// such key, or the value is no string.
    /// </summary>
    public static ReadOnlyMemory<byte> Rewrite(ReadOnlyMemory<byte> body, string model)
    {
        var found = new List<(int Start, int End)>(1);
        try
        {
            var reader = new Utf8JsonReader(body.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return body;
            }

            while (reader.Read())
            {
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("model"u8))
                {
                    continue;
                }

                if (reader.Read() && reader.TokenType == JsonTokenType.String)
                {
                    found.Add(((int)reader.TokenStartIndex, (int)reader.BytesConsumed));
                }
            }
        }
        catch (JsonException)
        {
            return body;
        }

        if (found.Count == 0)
        {
            return body;
        }

        var name = JsonEncodedText.Encode(model, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;
        var removed = found.Sum(place => place.End - place.Start);
        var rewritten = new byte[body.Length - removed + (found.Count * (name.Length + 2))];
        var source = body.Span;
        var target = rewritten.AsSpan();
        var from = 0;
        foreach (var (start, end) in found)
        {
            source[from..start].CopyTo(target);
            target = target[(start - from)..];
            target[0] = (byte)'"';
            name.CopyTo(target[1..]);
            target[name.Length + 1] = (byte)'"';
            target = target[(name.Length + 2)..];
            from = end;
        }

        source[from..].CopyTo(target);
        return rewritten;
    }
}
