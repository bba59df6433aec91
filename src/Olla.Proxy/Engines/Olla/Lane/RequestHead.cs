using System.Buffers;
using System.Text;
using Olla.Proxy.Engines.Http1;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>
/// The head of a client's request, taken apart in place. It accepts only what it understands completely: an ordinary HTTP/1.1
/// request with a plain path and a body of known length. Every doubt is a refusal, and the connection goes to Kestrel with its bytes
/// untouched: so nothing is ever read in two ways. One instance serves a loop; it is overwritten by the next parse.
/// </summary>
internal sealed class RequestHead
{
    /// <summary>Longest head the lane looks at, in bytes.</summary>
    public const int MaximumLength = 16 * 1024;

    private const int MaximumFields = 64;

    private static readonly SearchValues<byte> PathCharacters = SearchValues.Create(
        "!$&'()*+,-./0123456789:;=@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~"u8);

    private static readonly SearchValues<byte> QueryCharacters = SearchValues.Create(
        "!$%&'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~"u8);

    private readonly HeaderField[] _fields = new HeaderField[MaximumFields];
    private int _count;
    private int _methodLength;
    private int _pathLength;
    private int _queryLength;
    private int _host;
    private int _contentType;
    private int _requestId;
    private int _sessionId;
    private int _authorization;

    /// <summary>Bytes up to and including the blank line.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes of body that follow.</summary>
    public long ContentLength { get; private set; }

    /// <summary>Whether the client wrote a Content-Length.</summary>
    public bool HasContentLength { get; private set; }

    /// <summary>Whether the client will send another request on this connection.</summary>
    public bool KeepAlive { get; private set; }

    public bool IsHead { get; private set; }

    /// <summary>The method as text that is shared.</summary>
    public string MethodName { get; private set; } = "";

    /// <summary>Whether the method usually has a body, so that an empty one is declared.</summary>
    public bool DeclaresEmptyBody => MethodName is "POST" or "PUT" or "PATCH";

    public ReadOnlySpan<HeaderField> Fields => _fields.AsSpan(0, _count);

    public ReadOnlySpan<byte> Method(ReadOnlySpan<byte> head) => head[.._methodLength];

    /// <summary>Path without query.</summary>
    public ReadOnlySpan<byte> Path(ReadOnlySpan<byte> head) => head.Slice(_methodLength + 1, _pathLength);

    /// <summary>Query with its question mark, or empty.</summary>
    public ReadOnlySpan<byte> Query(ReadOnlySpan<byte> head) => head.Slice(_methodLength + 1 + _pathLength, _queryLength);

    public ReadOnlySpan<byte> Host(ReadOnlySpan<byte> head) => ValueOf(_host, head);
    public ReadOnlySpan<byte> ContentType(ReadOnlySpan<byte> head) => ValueOf(_contentType, head);
    public ReadOnlySpan<byte> RequestId(ReadOnlySpan<byte> head) => ValueOf(_requestId, head);
    public ReadOnlySpan<byte> SessionId(ReadOnlySpan<byte> head) => ValueOf(_sessionId, head);
    public ReadOnlySpan<byte> Authorization(ReadOnlySpan<byte> head) => ValueOf(_authorization, head);

    /// <summary>Takes apart the head at the start of <paramref name="data"/>.</summary>
    public HeadVerdict Parse(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) return HeadVerdict.Incomplete;
        if (data[0] is < (byte)'A' or > (byte)'Z') return HeadVerdict.Refused;
        var end = data.IndexOf("\r\n\r\n"u8);
        if (end < 0) return data.Length >= MaximumLength ? HeadVerdict.Refused : HeadVerdict.Incomplete;
        if (end + 4 > MaximumLength) return HeadVerdict.Refused;
        Length = end + 4;
        var lineEnd = data.IndexOf("\r\n"u8);
        if (!TryReadRequestLine(data[..lineEnd])) return HeadVerdict.Refused;
        _count = HeaderLines.Split(data, lineEnd + 2, end, _fields);
        return _count > 0 && TryReadFields(data) ? HeadVerdict.Complete : HeadVerdict.Refused;
    }

    private bool TryReadRequestLine(ReadOnlySpan<byte> line)
    {
        if (!line.EndsWith(" HTTP/1.1"u8)) return false;
        _methodLength = line.IndexOf((byte)' ');
        if (!TryReadMethod(line[.._methodLength])) return false;
        var targetEnd = line.Length - " HTTP/1.1".Length;
        if (targetEnd <= _methodLength) return false;
        var target = line[(_methodLength + 1)..targetEnd];
        var question = target.IndexOf((byte)'?');
        _pathLength = question < 0 ? target.Length : question;
        _queryLength = target.Length - _pathLength;
        var path = target[.._pathLength];
        return !path.IsEmpty && path[0] == '/'
            && path.IndexOfAnyExcept(PathCharacters) < 0 && target[_pathLength..].IndexOfAnyExcept(QueryCharacters) < 0
            // A path that any hop might clean up in its own way is none of the lane's business.
            && path.IndexOf("//"u8) < 0 && path.IndexOf("/."u8) < 0;
    }

    private bool TryReadMethod(ReadOnlySpan<byte> method)
    {
        MethodName = method.SequenceEqual("POST"u8) ? "POST"
            : method.SequenceEqual("GET"u8) ? "GET"
            : method.SequenceEqual("HEAD"u8) ? "HEAD"
            : method.SequenceEqual("PUT"u8) ? "PUT"
            : method.SequenceEqual("DELETE"u8) ? "DELETE"
            : method.SequenceEqual("PATCH"u8) ? "PATCH"
            : "";
        IsHead = MethodName == "HEAD";
        return MethodName.Length > 0;
    }

    private bool TryReadFields(ReadOnlySpan<byte> head)
    {
        _host = _contentType = _requestId = _sessionId = _authorization = -1;
        ContentLength = 0;
        HasContentLength = false;
        KeepAlive = true;
        var once = 0u;
        for (var index = 0; index < _count; index++)
        {
            var field = _fields[index];
            var value = field.Value(head);
            // Values that are not plain ASCII have as many readings as there are parsers.
            if (!System.Text.Ascii.IsValid(value)) return false;
            switch (field.Kind)
            {
                case KnownHeader.Host:
                    if (_host >= 0 || value.IsEmpty || !Http1Text.IsHost(value)) return false;
                    _host = index;
                    break;
                case KnownHeader.ContentLength:
                    if (HasContentLength || !Http1Text.TryReadLength(value, out var length)) return false;
                    ContentLength = length;
                    HasContentLength = true;
                    break;
                case KnownHeader.Connection:
                    if (!IsOnce(ref once, 0)) return false;
                    if (System.Text.Ascii.EqualsIgnoreCase(value, "close"u8)) KeepAlive = false;
                    else if (!System.Text.Ascii.EqualsIgnoreCase(value, "keep-alive"u8)) return false;
                    break;
                case KnownHeader.TransferEncoding or KnownHeader.Expect or KnownHeader.Upgrade or KnownHeader.Trailer or KnownHeader.ProxyHopByHop:
                    return false;
                case KnownHeader.ContentType:
                    if (_contentType >= 0) return false;
                    _contentType = index;
                    break;
                case KnownHeader.RequestId:
                    if (_requestId >= 0) return false;
                    _requestId = index;
                    break;
                case KnownHeader.OllaSessionId:
                    if (_sessionId >= 0) return false;
                    _sessionId = index;
                    break;
                case KnownHeader.Authorization:
                    if (_authorization >= 0) return false;
                    _authorization = index;
                    break;
                case KnownHeader.Via:
                    if (!IsOnce(ref once, 1)) return false;
                    break;
                case KnownHeader.ForwardedFor:
                    if (!IsOnce(ref once, 2)) return false;
                    break;
                case KnownHeader.RealIp:
                    if (!IsOnce(ref once, 3)) return false;
                    break;
            }
        }
        return _host >= 0;
    }

    private static bool IsOnce(ref uint seen, int bit)
    {
        var mask = 1u << bit;
        var isFirst = (seen & mask) == 0;
        seen |= mask;
        return isFirst;
    }

    private ReadOnlySpan<byte> ValueOf(int index, ReadOnlySpan<byte> head) => index < 0 ? default : _fields[index].Value(head);
}
