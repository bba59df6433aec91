using System.Buffers;
using System.Text;

namespace Olla.Proxy.Engines.Http1;

/// <summary>
/// What the parts of an HTTP/1.1 head may be made of (RFC 9110, section 5; RFC 9112). Every relay asks these tables, about clients and
/// about backends: two readers that differ in one byte can be made to disagree about where a message ends.
/// </summary>
internal static class Http1Text
{
    /// <summary>More digits than any length that is meant, and few enough not to overflow.</summary>
    private const int MostDigits = 18;

    private static readonly SearchValues<byte> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private static readonly SearchValues<byte> Control =
        SearchValues.Create([.. Enumerable.Range(0, 32).Where(value => value != '\t').Select(value => (byte)value), 0x7F]);

    private static readonly SearchValues<byte> RegisteredName =
        SearchValues.Create("!$&'()-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private static readonly SearchValues<byte> IPv6 = SearchValues.Create("0123456789ABCDEFabcdef:."u8);

    /// <summary>Whether it may be a field name or a method.</summary>
    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && text.IndexOfAnyExcept(Token) < 0;

    public static bool IsTokenByte(byte value) => Token.Contains(value);

    /// <summary>Whether it may be a field value or a reason: no control character but tabs.</summary>
    public static bool IsFieldText(ReadOnlySpan<byte> text) => text.IndexOfAny(Control) < 0;

    public static bool IsFieldByte(byte value) => !Control.Contains(value);

    /// <summary>Reads a length: digits only.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.IsEmpty || text.Length > MostDigits)
        {
            return false;
        }

        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return true;
    }

    /// <summary>Whether a <c>Transfer-Encoding</c> is the only one that is spoken here; a list of codings is not.</summary>
    public static bool IsChunked(ReadOnlySpan<byte> value) => Ascii.EqualsIgnoreCase(value, "chunked"u8);

    /// <summary>Whether a name is among the comma-separated ones of a field such as <c>Connection</c>.</summary>
    public static bool IsListed(ReadOnlySpan<byte> list, ReadOnlySpan<byte> name)
    {
        foreach (var range in list.Split((byte)','))
        {
            if (Ascii.EqualsIgnoreCase(list[range].Trim(" \t"u8), name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a <c>Host</c> is a name or an address with an optional port (RFC 9112, section 3.2); it may be empty.</summary>
    public static bool IsHost(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            return true;
        }

        int end;
        if (value[0] == '[')
        {
            end = value.IndexOf((byte)']') + 1;
            if (end < 4 || value[1..(end - 1)].IndexOfAnyExcept(IPv6) >= 0)
            {
                return false;
            }
        }
        else
        {
            var colon = value.IndexOf((byte)':');
            end = colon < 0 ? value.Length : colon;
            if (end == 0 || value[..end].IndexOfAnyExcept(RegisteredName) >= 0)
            {
                return false;
            }
        }

        var port = value[end..];
        return port.IsEmpty || (port.Length > 1 && port[0] == ':' && !port[1..].ContainsAnyExceptInRange((byte)'0', (byte)'9'));
    }
}
