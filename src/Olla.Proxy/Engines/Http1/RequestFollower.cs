using System.Buffers;

namespace Olla.Proxy.Engines.Http1;

/// <summary>What is known of a client's bytes so far.</summary>
internal enum RequestProgress
{
    /// <summary>All that was accepted is in order, and the request goes on.</summary>
    Open,

    /// <summary>The request has ended; what follows is the next one's.</summary>
    Whole,

    /// <summary>What follows breaks the rules.</summary>
    Broken,
}

/// <summary>
/// Follows the bytes of one client's connection, request by request, and finds the first one that breaks the rules: lines without CR, names
/// that are no tokens, folded lines, control characters, two lengths, an unknown coding, a bad host, broken chunks. What it accepts has one
/// reading only, so the web server behind it ends each request where it does.
/// </summary>
internal sealed class RequestFollower
{
    private State _state;
    private bool _isVersion10;
    private int _hosts;
    private long _left;
    private bool _hasLength;
    private bool _isChunked;
    private long _scanned;
    private ChunkedDecoder _chunks;

    private enum State : byte
    {
        RequestLine,
        Fields,
        Length,
        Chunks,
    }

    /// <summary>Whether nothing of a request but empty lines in front of it has been accepted.</summary>
    public bool IsAtStart => _state == State.RequestLine;

    /// <summary>Whether the last request asked for the end of the connection.</summary>
    public bool WillClose { get; private set; }

    /// <summary>Looks at bytes not accepted before; <paramref name="accepted"/> of them are in order and done with.</summary>
    public RequestProgress Follow(in ReadOnlySequence<byte> bytes, out long accepted)
    {
        accepted = 0;
        while (_state <= State.Fields)
        {
            var rest = bytes.Slice(accepted);
            if (rest.Slice(_scanned).PositionOf((byte)'\n') is not { } lineFeed)
            {
                _scanned = rest.Length;
                return RequestProgress.Open;
            }

            _scanned = 0;
            var line = rest.Slice(0, lineFeed);
            if (!Accepts(line))
            {
                return RequestProgress.Broken;
            }

            accepted += line.Length + 1;
            if (_state == State.Length && _left == 0)
            {
                _state = State.RequestLine;
                return RequestProgress.Whole;
            }
        }

        var progress = FollowBody(bytes.Slice(accepted), out var ofBody);
        accepted += ofBody;
        return progress;
    }

    private RequestProgress FollowBody(in ReadOnlySequence<byte> bytes, out long accepted)
    {
        accepted = 0;
        if (_state == State.Length)
        {
            accepted = Math.Min(_left, bytes.Length);
            _left -= accepted;
            return End(_left == 0);
        }

        foreach (var segment in bytes)
        {
            for (var piece = segment.Span; !piece.IsEmpty;)
            {
                var status = _chunks.Next(piece, out var consumed, out _);
                accepted += consumed;
                if (status == DecodeStatus.Malformed)
                {
                    return RequestProgress.Broken;
                }

                if (status == DecodeStatus.Complete)
                {
                    return End(true);
                }

                piece = piece[consumed..];
            }
        }

        return RequestProgress.Open;
    }

    private RequestProgress End(bool isWhole)
    {
        if (!isWhole)
        {
            return RequestProgress.Open;
        }

        _state = State.RequestLine;
        return RequestProgress.Whole;
    }

    private bool Accepts(in ReadOnlySequence<byte> line)
    {
        if (line.IsSingleSegment)
        {
            return Accepts(line.FirstSpan);
        }

        var copy = ArrayPool<byte>.Shared.Rent((int)line.Length);
        try
        {
            line.CopyTo(copy);
            return Accepts(copy.AsSpan(0, (int)line.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private bool Accepts(ReadOnlySpan<byte> line)
    {
        if (!line.EndsWith("\r"u8))
        {
            return false;
        }

        line = line[..^1];
        if (_state == State.RequestLine)
        {
            // Empty lines in front of a request are skipped (RFC 9112, section 2.2).
            return line.IsEmpty || AcceptsRequestLine(line);
        }

        return line.IsEmpty ? AcceptsEndOfHead() : AcceptsField(line);
    }

    /// <summary>Method, target and version are the web server's to judge; here no character may stand that a later reader could split at.</summary>
    private bool AcceptsRequestLine(ReadOnlySpan<byte> line)
    {
        _state = State.Fields;
        _isVersion10 = line.EndsWith(" HTTP/1.0"u8);
        _hosts = 0;
        _left = 0;
        _hasLength = _isChunked = false;
        WillClose = _isVersion10;
        return Http1Text.IsFieldText(line) && !line.Contains((byte)'\t');
    }

    private bool AcceptsField(ReadOnlySpan<byte> line)
    {
        if (!HeaderLines.TrySplit(line, out var name, out var from, out var to))
        {
            return false;
        }

        var value = line[from..to];
        switch (KnownHeaders.Recognise(line[..name]))
        {
            case KnownHeader.Host:
                return ++_hosts == 1 && Http1Text.IsHost(value);
            case KnownHeader.ContentLength:
                var isFirst = !_hasLength;
                _hasLength = true;
                return isFirst && Http1Text.TryReadLength(value, out _left);
            case KnownHeader.TransferEncoding:
                var isOnly = !_isChunked;
                _isChunked = true;
                return isOnly && Http1Text.IsChunked(value);
            case KnownHeader.Connection:
                WillClose |= Http1Text.IsListed(value, "close"u8);
                return true;
            default:
                return true;
        }
    }

    private bool AcceptsEndOfHead()
    {
        if ((_isChunked && (_hasLength || _isVersion10)) || (_hosts == 0 && !_isVersion10))
        {
            return false;
        }

        _chunks = default;
        _state = _isChunked ? State.Chunks : State.Length;
        return true;
    }
}
