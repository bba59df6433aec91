using System.Buffers;
using System.Globalization;
using System.Text;

namespace Olla.Proxy.Engines.Headers;

/// <summary>Makes text that came out of a body fit to stand in a header.</summary>
internal static class HeaderText
{
    private static readonly SearchValues<char> Printable =
        SearchValues.Create(" !\"#$&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~%");

    /// <summary>The text itself if it is printable ASCII; otherwise with all other characters percent-encoded as UTF-8.</summary>
    public static string Safe(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Printable))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 16);
        foreach (var piece in Encoding.UTF8.GetBytes(text))
        {
            _ = piece is >= 0x20 and < 0x7f
                ? safe.Append((char)piece)
                : safe.Append('%').Append(piece.ToString("X2", CultureInfo.InvariantCulture));
        }

        return safe.ToString();
    }
}
