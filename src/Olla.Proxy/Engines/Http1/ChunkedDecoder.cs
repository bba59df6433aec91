namespace Olla.Proxy.Engines.Http1;

/// <summary>What a decoder found at the front of the bytes it was given.</summary>
internal enum DecodeStatus
{
    /// <summary>Everything was consumed and more must come.</summary>
    NeedsMore,

    /// <summary>A piece of the body.</summary>
    Payload,

    /// <summary>The body is complete; what follows does not belong to it.</summary>
    Complete,

    /// <summary>The framing is broken.</summary>
    Malformed,
}

/// <summary>
/// Takes chunked framing off a body (RFC 9112, section 7.1). Strict, because a lenient reader and a strict one behind it can be made
/// to disagree about where a message ends: CRLF only, no spaces around sizes, no overflow, trailers that are fields. Extensions and trailers
/// are dropped.
/// </summary>
internal struct ChunkedDecoder
{
    /// <summary>Bytes of extensions in one line, or of all trailers, that a sane backend stays below.</summary>
    private const int FramingLimit = 16 * 1024;

    private enum Expect : byte
    {
        FirstDigit,
        Size,
        Extension,
        SizeLineFeed,
        Data,
        DataCarriageReturn,
        DataLineFeed,
        TrailerStart,
        TrailerName,
        TrailerValue,
        TrailerLineFeed,
        LastLineFeed,
        Nothing,
    }

    private Expect _expect;
    private long _left;
    private int _framing;

    /// <summary>Looks at the front of <paramref name="source"/>.</summary>
    /// <param name="source">Bytes as they came.</param>
    /// <param name="consumed">Bytes of it that are done with, payload included.</param>
    /// <param name="payload">For <see cref="DecodeStatus.Payload"/>: the piece, a part of <paramref name="source"/>.</param>
    public DecodeStatus Next(ReadOnlySpan<byte> source, out int consumed, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        for (var i = 0; i < source.Length; i++)
        {
            if (_expect == Expect.Data)
            {
                payload = source.Slice(i, (int)Math.Min(_left, source.Length - i));
                _left -= payload.Length;
                if (_left == 0)
                {
                    _expect = Expect.DataCarriageReturn;
                }

                consumed = i + payload.Length;
                return DecodeStatus.Payload;
            }

            if (!Accept(source[i]))
            {
                consumed = i;
                return DecodeStatus.Malformed;
            }

            if (_expect == Expect.Nothing)
            {
                consumed = i + 1;
                return DecodeStatus.Complete;
            }
        }

        consumed = source.Length;
        return _expect == Expect.Nothing ? DecodeStatus.Complete : DecodeStatus.NeedsMore;
    }

    /// <summary>One byte of framing; false when it may not stand there.</summary>
    private bool Accept(byte value)
    {
        switch (_expect)
        {
            case Expect.FirstDigit:
                _left = 0;
                _framing = 0;
                _expect = Expect.Size;
                return AcceptDigit(value);
            case Expect.Size:
                switch (value)
                {
                    case (byte)'\r':
                        _expect = Expect.SizeLineFeed;
                        return true;
                    case (byte)';':
                        _expect = Expect.Extension;
                        return true;
                    default:
                        return AcceptDigit(value);
                }

            case Expect.Extension:
                if (value == '\r')
                {
                    _expect = Expect.SizeLineFeed;
                    return true;
                }

                return Http1Text.IsFieldByte(value) && ++_framing <= FramingLimit;
            case Expect.SizeLineFeed:
                _framing = 0;
                _expect = _left == 0 ? Expect.TrailerStart : Expect.Data;
                return value == '\n';
            case Expect.DataCarriageReturn:
                _expect = Expect.DataLineFeed;
                return value == '\r';
            case Expect.DataLineFeed:
                _expect = Expect.FirstDigit;
                return value == '\n';
            case Expect.TrailerStart:
                _expect = value == '\r' ? Expect.LastLineFeed : Expect.TrailerName;
                return value == '\r' || Http1Text.IsTokenByte(value);
            case Expect.TrailerName:
                if (value == ':')
                {
                    _expect = Expect.TrailerValue;
                    return true;
                }

                return Http1Text.IsTokenByte(value) && ++_framing <= FramingLimit;
            case Expect.TrailerValue:
                if (value == '\r')
                {
                    _expect = Expect.TrailerLineFeed;
                    return true;
                }

                return Http1Text.IsFieldByte(value) && ++_framing <= FramingLimit;
            case Expect.TrailerLineFeed:
                _expect = Expect.TrailerStart;
                return value == '\n';
            case Expect.LastLineFeed:
                _expect = Expect.Nothing;
                return value == '\n';
            default:
                return false;
        }
    }

    private bool AcceptDigit(byte value)
    {
        var digit = value switch
        {
            >= (byte)'0' and <= (byte)'9' => value - '0',
            >= (byte)'a' and <= (byte)'f' => value - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => value - 'A' + 10,
            _ => -1,
        };

        // As much as the web server takes in one chunk, and more than anybody sends; zeros in front are bounded too.
        if (digit < 0 || _left > int.MaxValue >> 4 || ++_framing > FramingLimit)
        {
            return false;
        }

        _left = (_left << 4) + digit;
        return true;
    }
}
