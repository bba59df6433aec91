namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>How the end of a backend's body is known.</summary>
internal enum BodyFraming
{
    None,
    Length,
    Chunked,
    UntilClose,
}

/// <summary>
/// The head of a backend's answer, taken apart in place, with the framing of its body. One instance serves a loop; it is overwritten
/// by the next parse.
/// </summary>
internal sealed class ResponseHead
{
    /// <summary>Longest head accepted from a backend, in bytes.</summary>
    public const int MaximumLength = 32 * 1024;

    private const int MaximumFields = 128;

    private readonly HeaderField[] _fields = new HeaderField[MaximumFields];
    private int _count;
    private int _reasonStart;
    private int _reasonLength;
    private int _contentType;
    private bool _isVersion11;
    private bool _connectionNamesFields;

    /// <summary>Bytes up to and including the blank line.</summary>
    public int Length { get; private set; }

    public int Status { get; private set; }

    public BodyFraming Framing { get; private set; }

    /// <summary>Declared length; -1 when none was declared.</summary>
    public long ContentLength { get; private set; }

    /// <summary>Whether the connection can carry another exchange after this one.</summary>
    public bool KeepAlive { get; private set; }

    public bool HasDate { get; private set; }

    /// <summary>Whether the backend gives the request a name of its own, in <c>X-Request-ID</c>.</summary>
    public bool NamesRequest { get; private set; }

    /// <summary>Whether a <c>Connection</c> line, one of several perhaps, names this field, so that it belongs to the connection alone.</summary>
    public bool IsOfConnection(ReadOnlySpan<byte> name, ReadOnlySpan<byte> head)
    {
        if (!_connectionNamesFields) return false;
        foreach (var field in Fields)
        {
            if (field.Kind == LaneHeader.Connection && IsListed(field.Value(head), name)) return true;
        }
        return false;
    }

    public ReadOnlySpan<HeaderField> Fields => _fields.AsSpan(0, _count);

    public ReadOnlySpan<byte> Reason(ReadOnlySpan<byte> head) => head.Slice(_reasonStart, _reasonLength);

    public ReadOnlySpan<byte> ContentType(ReadOnlySpan<byte> head) => _contentType < 0 ? default : _fields[_contentType].Value(head);

    /// <summary>Takes apart the head at the start of <paramref name="data"/>; <paramref name="answersHead"/>: the request was HEAD.</summary>
    public HeadVerdict Parse(ReadOnlySpan<byte> data, bool answersHead)
    {
        var prefix = Math.Min(data.Length, 7);
        if (!data[..prefix].SequenceEqual("HTTP/1."u8[..prefix])) return HeadVerdict.Refused;
        var end = data.IndexOf("\r\n\r\n"u8);
        if (end < 0) return data.Length >= MaximumLength ? HeadVerdict.Refused : HeadVerdict.Incomplete;
        if (end + 4 > MaximumLength) return HeadVerdict.Refused;
        Length = end + 4;
        var lineEnd = data.IndexOf("\r\n"u8);
        if (!TryReadStatusLine(data[..lineEnd])) return HeadVerdict.Refused;
        _count = HeaderLines.Split(data, lineEnd + 2, end, _fields);
        return _count >= 0 && TryReadFields(data, answersHead) ? HeadVerdict.Complete : HeadVerdict.Refused;
    }

    private bool TryReadStatusLine(ReadOnlySpan<byte> line)
    {
        // HTTP/1.x NNN[ reason]
        if (line.Length < 12 || line[7] is not ((byte)'0' or (byte)'1') || line[8] != ' ') return false;
        if (!HeaderLines.TryReadLength(line.Slice(9, 3), out var status) || status < 100) return false;
        if (line.Length > 12 && line[12] != ' ') return false;
        _isVersion11 = line[7] == '1';
        KeepAlive = _isVersion11;
        Status = (int)status;
        _reasonStart = Math.Min(line.Length, 13);
        _reasonLength = line.Length - _reasonStart;
        return HeaderLines.IsFieldText(line[_reasonStart..]);
    }

    private bool TryReadFields(ReadOnlySpan<byte> head, bool answersHead)
    {
        ContentLength = -1;
        HasDate = false;
        NamesRequest = false;
        _contentType = -1;
        _connectionNamesFields = false;
        var (isChunked, hasConnection) = (false, false);
        for (var index = 0; index < _count; index++)
        {
            var value = _fields[index].Value(head);
            switch (_fields[index].Kind)
            {
                case LaneHeader.ContentLength:
                    if (!HeaderLines.TryReadLength(value, out var length) || (ContentLength >= 0 && ContentLength != length)) return false;
                    ContentLength = length;
                    break;
                case LaneHeader.TransferEncoding:
                    if (isChunked || !System.Text.Ascii.EqualsIgnoreCase(value, "chunked"u8)) return false;
                    isChunked = true;
                    break;
                case LaneHeader.Connection:
                    // Anything but a plain promise to stay is a doubt, and a connection in doubt is not used again.
                    var stays = System.Text.Ascii.EqualsIgnoreCase(value, "keep-alive"u8);
                    KeepAlive = stays && (KeepAlive || !hasConnection);
                    _connectionNamesFields |= !stays && !System.Text.Ascii.EqualsIgnoreCase(value, "close"u8);
                    hasConnection = true;
                    break;
                case LaneHeader.Date:
                    HasDate = true;
                    break;
                case LaneHeader.RequestId:
                    NamesRequest = true;
                    break;
                case LaneHeader.ContentType:
                    _contentType = index;
                    break;
            }
        }
        if (isChunked && (ContentLength >= 0 || !_isVersion11)) return false;
        // A 205 has no content either; what a backend may send with it is not passed on.
        if (Status == 205) KeepAlive = false;
        Framing = answersHead || Status is < 200 or 204 or 205 or 304 ? BodyFraming.None
            : isChunked ? BodyFraming.Chunked
            : ContentLength >= 0 ? BodyFraming.Length
            : BodyFraming.UntilClose;
        if (Framing == BodyFraming.UntilClose) KeepAlive = false;
        return true;
    }

    private static bool IsListed(ReadOnlySpan<byte> connection, ReadOnlySpan<byte> name)
    {
        foreach (var range in connection.Split((byte)','))
        {
            if (System.Text.Ascii.EqualsIgnoreCase(connection[range].Trim(" \t"u8), name)) return true;
        }
        return false;
    }
}
