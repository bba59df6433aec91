using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace Olla.Proxy.Http.Translated;

/// <summary>A backend's body that was kept until it was whole.</summary>
internal static class WholeAnswer
{
    /// <summary>Bytes: far above any answer of a model, low enough that a few of them do not hurt.</summary>
    public const int Longest = 64 * 1024 * 1024;

    /// <summary>Whether a <c>Content-Encoding</c> leaves the bytes as they are.</summary>
    public static bool IsPlain(string encoding) => encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a body is an event stream, whatever its type says.</summary>
    public static bool LooksLikeEvents(ReadOnlySpan<byte> body) =>
        body.StartsWith("data:"u8) || body.StartsWith("event:"u8) || body.StartsWith(":"u8);

    /// <summary>Undoes the encoding of backends that compress although they were asked not to.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> body, string encoding, out ReadOnlyMemory<byte> plain, [NotNullWhen(false)] out string? problem)
    {
        plain = body;
        problem = null;
        if (IsPlain(encoding))
        {
            return true;
        }

        using var source = new MemoryStream(body.ToArray(), writable: false);
        using Stream? decoder = encoding.ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new GZipStream(source, CompressionMode.Decompress),
            "deflate" => new ZLibStream(source, CompressionMode.Decompress),
            "br" => new BrotliStream(source, CompressionMode.Decompress),
            _ => null,
        };
        if (decoder is null)
        {
            problem = $"the backend's answer has the content encoding \"{encoding}\", which is not known here";
            return false;
        }

        try
        {
            return TryReadAll(decoder, out plain, out problem);
        }
        catch (Exception broken) when (broken is InvalidDataException or InvalidOperationException)
        {
            problem = $"the backend's answer is no {encoding}: {broken.Message}";
            return false;
        }
    }

    private static bool TryReadAll(Stream decoder, out ReadOnlyMemory<byte> plain, [NotNullWhen(false)] out string? problem)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = decoder.Read(buffer)) > 0)
        {
            whole.Write(buffer, 0, count);
            if (whole.Length > Longest)
            {
                (plain, problem) = (default, $"the backend's answer is longer than {Longest} bytes");
                return false;
            }
        }

        (plain, problem) = (whole.ToArray(), null);
        return true;
    }
}
