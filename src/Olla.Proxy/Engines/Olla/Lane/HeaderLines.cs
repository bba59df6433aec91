using System.Buffers;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>Splits the field lines of a head strictly: no folding, no bare CR or LF, no space before the colon, no control characters.</summary>
internal static class HeaderLines
{
    private static readonly SearchValues<byte> Token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private static readonly SearchValues<byte> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Where(value => value != '\t').Select(value => (byte)value), 0x7F]);

    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && text.IndexOfAnyExcept(Token) < 0;

    /// <summary>Whether a text holds no control character but tabs.</summary>
    public static bool IsFieldText(ReadOnlySpan<byte> text) => text.IndexOfAny(Forbidden) < 0;

    /// <summary>
    /// Reads the lines between <paramref name="start"/> and the blank line at <paramref name="end"/> (the offset of its CRLF) into
    /// <paramref name="fields"/>. Returns how many there are, or -1 when a line is malformed or there are too many.
    /// </summary>
    public static int Split(ReadOnlySpan<byte> head, int start, int end, Span<HeaderField> fields)
    {
        var count = 0;
        while (start < end)
        {
            var rest = head[start..(end + 2)];
            var length = rest.IndexOf("\r\n"u8);
            if (length <= 0 || count == fields.Length) return -1;
            var line = rest[..length];
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || !IsToken(line[..colon])) return -1;
            int from = colon + 1, to = length;
            while (from < to && line[from] is (byte)' ' or (byte)'\t') from++;
            while (to > from && line[to - 1] is (byte)' ' or (byte)'\t') to--;
            if (!IsFieldText(line[from..to])) return -1;
            fields[count++] = new HeaderField(LaneHeaders.Recognise(line[..colon]), start, colon, start + from, to - from);
            start += length + 2;
        }
        return count;
    }

    /// <summary>Reads a decimal length: digits only, at most eighteen.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.IsEmpty || text.Length > 18) return false;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            value = value * 10 + (digit - '0');
        }
        return true;
    }
}
