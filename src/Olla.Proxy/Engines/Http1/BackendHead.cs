using System.Text;

namespace Olla.Proxy.Engines.Http1;

/// <summary>
/// The head of a backend's answer, taken apart in place, with the framing of its body: the rules of every relay. One instance serves a
/// thread; it is overwritten by the next parse.
/// </summary>
internal sealed class BackendHead
{
    private readonly HeaderField[] _fields = new HeaderField[HeadLimits.MaximumFields];
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

    /// <summary>Whether the body is encoded, so that its text cannot be read here.</summary>
    public bool HasEncodedBody { get; private set; }

    /// <summary>Whether the backend gives the request a name of its own, in <c>X-Request-ID</c>.</summary>
    public bool NamesRequest { get; private set; }

    /// <summary>What broke the rules, for a person; set when a head was refused.</summary>
    public string Complaint { get; private set; } = "";

    public ReadOnlySpan<HeaderField> Fields => _fields.AsSpan(0, _count);

    /// <summary>Whether a <c>Connection</c> line, one of several perhaps, names this field, so that it belongs to the connection alone.</summary>
    public bool IsOfConnection(ReadOnlySpan<byte> name, ReadOnlySpan<byte> head)
    {
        if (!_connectionNamesFields)
        {
            return false;
        }

        foreach (var field in Fields)
        {
            if (field.Kind == KnownHeader.Connection && Http1Text.IsListed(field.Value(head), name))
            {
                return true;
            }
        }

        return false;
    }

    public ReadOnlySpan<byte> Reason(ReadOnlySpan<byte> head) => head.Slice(_reasonStart, _reasonLength);

    public ReadOnlySpan<byte> ContentType(ReadOnlySpan<byte> head) => _contentType < 0 ? default : _fields[_contentType].Value(head);

    /// <summary>Takes apart the head at the start of <paramref name="data"/>; <paramref name="answersHead"/>: the request was HEAD.</summary>
    public HeadVerdict Parse(ReadOnlySpan<byte> data, bool answersHead)
    {
        var prefix = Math.Min(data.Length, 7);
        if (!data[..prefix].SequenceEqual("HTTP/1."u8[..prefix]))
        {
            return Refuse("the answer does not begin with HTTP/1.x");
        }

        var verdict = HeaderLines.FindEnd(data, HeadLimits.MaximumSize, out var length);
        if (verdict == HeadVerdict.Refused)
        {
            return Refuse(length is 0 or > HeadLimits.MaximumSize ? "the response head is longer than 64 KiB" : "a line of the response head ends without CR");
        }

        if (verdict == HeadVerdict.Incomplete)
        {
            return verdict;
        }

        Length = length;
        var lineEnd = data.IndexOf("\r\n"u8);
        if (!TryReadStatusLine(data[..lineEnd]))
        {
            return Refuse("the status line of the response is malformed");
        }

        _count = HeaderLines.Split(data, lineEnd + 2, length - 2, _fields);
        if (_count < 0)
        {
            _count = 0;
            return Refuse($"the response head has a malformed field, or more than {HeadLimits.MaximumFields} fields");
        }

        return ReadFields(data, answersHead) is { } complaint ? Refuse(complaint) : HeadVerdict.Complete;
    }

    private bool TryReadStatusLine(ReadOnlySpan<byte> line)
    {
        // HTTP/1.x NNN[ reason]
        if (line.Length < 12 || line[7] is not ((byte)'0' or (byte)'1') || line[8] != ' '
            || !Http1Text.TryReadLength(line.Slice(9, 3), out var status) || status < 100 || (line.Length > 12 && line[12] != ' '))
        {
            return false;
        }

        _isVersion11 = line[7] == '1';
        KeepAlive = _isVersion11;
        Status = (int)status;
        _reasonStart = Math.Min(line.Length, 13);
        _reasonLength = line.Length - _reasonStart;
        return Http1Text.IsFieldText(line[_reasonStart..]);
    }

    private string? ReadFields(ReadOnlySpan<byte> head, bool answersHead)
    {
        ContentLength = -1;
        HasDate = NamesRequest = HasEncodedBody = _connectionNamesFields = false;
        _contentType = -1;
        var (isChunked, hasConnection) = (false, false);
        for (var index = 0; index < _count; index++)
        {
            var value = _fields[index].Value(head);
            switch (_fields[index].Kind)
            {
                case KnownHeader.ContentLength:
                    if (!Http1Text.TryReadLength(value, out var length) || (ContentLength >= 0 && ContentLength != length))
                    {
                        return "bad Content-Length in the response";
                    }

                    ContentLength = length;
                    break;
                case KnownHeader.TransferEncoding:
                    if (isChunked || !Http1Text.IsChunked(value))
                    {
                        return "unsupported Transfer-Encoding in the response; only one, chunked, is understood";
                    }

                    isChunked = true;
                    break;
                case KnownHeader.Connection:
                    // Anything but a plain promise to stay is a doubt, and a connection in doubt is not used again.
                    var stays = Ascii.EqualsIgnoreCase(value, "keep-alive"u8);
                    KeepAlive = stays && (KeepAlive || !hasConnection);
                    _connectionNamesFields |= !stays && !Ascii.EqualsIgnoreCase(value, "close"u8);
                    hasConnection = true;
                    break;
                case KnownHeader.ContentEncoding:
                    HasEncodedBody |= !value.IsEmpty && !Ascii.EqualsIgnoreCase(value, "identity"u8);
                    break;
                case KnownHeader.Date:
                    HasDate = true;
                    break;
                case KnownHeader.RequestId:
                    NamesRequest = true;
                    break;
                case KnownHeader.ContentType:
                    _contentType = index;
                    break;
            }
        }

        if (isChunked && (ContentLength >= 0 || !_isVersion11))
        {
            return _isVersion11 ? "both Content-Length and Transfer-Encoding in the response" : "Transfer-Encoding in a response of HTTP/1.0";
        }

        // A 205 has no content either; what a backend may send with it is not passed on.
        if (Status == StatusCodes.Status205ResetContent)
        {
            KeepAlive = false;
        }

        Framing = answersHead || Status is < 200 or 204 or 205 or 304 ? BodyFraming.None
            : isChunked ? BodyFraming.Chunked
            : ContentLength >= 0 ? BodyFraming.Length
            : BodyFraming.UntilClose;
        KeepAlive &= Framing != BodyFraming.UntilClose;
        return null;
    }

    private HeadVerdict Refuse(string complaint)
    {
        Complaint = complaint;
        return HeadVerdict.Refused;
    }
}
