using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Olla.MockBackends.Streaming;

/// <summary>An answer's text as tokens: each word with the white space behind it, as JSON string content.</summary>
internal sealed class TokenText
{
    // Mappings have few texts; templated ones may have many, and those are not worth keeping.
    private const int MostCached = 256;
    private static readonly ConcurrentDictionary<string, TokenText> Cache = new(StringComparer.Ordinal);
    private readonly byte[][] _pieces;

    private TokenText(byte[][] pieces) => _pieces = pieces;

    /// <summary>Tokens of the text itself.</summary>
    public int Count => _pieces.Length;

    /// <summary>Token number <paramref name="index"/>, escaped; behind its end the text begins anew.</summary>
    public ReadOnlySpan<byte> this[int index] => _pieces[index % _pieces.Length];

    /// <summary>Cuts a text into tokens.</summary>
    public static TokenText From(string text)
    {
        if (Cache.TryGetValue(text, out var known))
        {
            return known;
        }

        var cut = new TokenText(Cut(text));
        if (Cache.Count < MostCached)
        {
            Cache.TryAdd(text, cut);
        }

        return cut;
    }

    /// <summary>The first so many tokens in one string.</summary>
    public string Take(int count)
    {
        var escaped = new StringBuilder("\"");
        for (var i = 0; i < count; i++)
        {
            escaped.Append(Encoding.UTF8.GetString(this[i]));
        }

        return JsonSerializer.Deserialize<string>(escaped.Append('"').ToString())!;
    }

    private static byte[][] Cut(string text)
    {
        // The text starts anew behind its end, where the last word must not grow together with the first.
        var source = text.Length == 0 ? "token " : char.IsWhiteSpace(text[^1]) ? text : text + " ";
        var pieces = new List<byte[]>();
        var start = 0;
        for (var i = 1; i <= source.Length; i++)
        {
            if (i == source.Length || (char.IsWhiteSpace(source[i - 1]) && !char.IsWhiteSpace(source[i])))
            {
                pieces.Add(JsonEncodedText.Encode(source.AsSpan(start, i - start), JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.ToArray());
                start = i;
            }
        }

        return [.. pieces];
    }
}
