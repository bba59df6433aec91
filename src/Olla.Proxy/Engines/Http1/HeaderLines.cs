namespace Olla.Proxy.Engines.Http1;

/// <summary>Splits the field lines of a head strictly: no folding, no bare CR or LF, no space before the colon, no control characters.</summary>
internal static class HeaderLines
{
    /// <summary>
    /// Looks for the blank line that ends a head; <paramref name="length"/> is the head's with it. A line that ends without CR refuses the
    /// head at once: nobody is kept waiting for a blank line that will not come.
    /// </summary>
    public static HeadVerdict FindEnd(ReadOnlySpan<byte> bytes, int longest, out int length)
    {
        for (var start = 0; ;)
        {
            var lineFeed = bytes[start..].IndexOf((byte)'\n');
            if (lineFeed < 0)
            {
                length = 0;
                return bytes.Length < longest ? HeadVerdict.Incomplete : HeadVerdict.Refused;
            }

            length = start + lineFeed + 1;
            if (lineFeed == 0 || bytes[length - 2] != '\r' || length > longest)
            {
                return HeadVerdict.Refused;
            }

            if (lineFeed == 1 && start > 0)
            {
                return HeadVerdict.Complete;
            }

            start = length;
        }
    }

    /// <summary>
    /// Reads the lines between <paramref name="start"/> and the blank line at <paramref name="end"/> (the offset of its CRLF) into
    /// <paramref name="fields"/>. Returns how many there are, or -1 when a line is malformed or there are too many.
    /// </summary>
    public static int Split(ReadOnlySpan<byte> head, int start, int end, Span<HeaderField> fields)
    {
        var count = 0;
        while (start < end)
        {
            var length = head[start..(end + 2)].IndexOf("\r\n"u8);
            if (length <= 0 || count == fields.Length || !TrySplit(head.Slice(start, length), out var name, out var from, out var to))
            {
                return -1;
            }

            fields[count++] = new HeaderField(KnownHeaders.Recognise(head.Slice(start, name)), start, name, start + from, to - from);
            start += length + 2;
        }

        return count;
    }

    /// <summary>Takes one line apart: the name's length, and where the value begins and ends. False when the line breaks the rules.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> line, out int name, out int from, out int to)
    {
        name = line.IndexOf((byte)':');
        (from, to) = (name + 1, line.Length);
        if (name <= 0 || !Http1Text.IsToken(line[..name]))
        {
            return false;
        }

        while (from < to && line[from] is (byte)' ' or (byte)'\t')
        {
            from++;
        }

        while (to > from && line[to - 1] is (byte)' ' or (byte)'\t')
        {
            to--;
        }

        return Http1Text.IsFieldText(line[from..to]);
    }
}
