namespace Olla.Perf.Load.Http;

/// <summary>Takes the chunked transfer coding (RFC 9112, section 7.1) apart, however the bytes are cut.</summary>
internal sealed class ChunkDecoder
{
    private Part _part;
    private long _left;
    private int _digits;
    private bool _emptyLine;

    private enum Part { Size, Extension, SizeLineFeed, Data, DataCarriageReturn, DataLineFeed, Trailer, TrailerLineFeed }

    /// <summary>True once the last chunk and the trailers are there.</summary>
    public bool Complete { get; private set; }

    /// <summary>What broke the coding; empty if nothing did.</summary>
    public string Failure { get; private set; } = "";

    public void Reset()
    {
        _part = Part.Size;
        _left = 0;
        _digits = 0;
        Complete = false;
        Failure = "";
    }

    /// <summary>Takes the next piece of data from <paramref name="bytes"/>; false if they are used up, or at the end, or broken.</summary>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> data)
    {
        data = default;
        while (!bytes.IsEmpty && !Complete && Failure.Length == 0)
        {
            if (_part == Part.Data)
            {
                var length = (int)Math.Min(_left, bytes.Length);
                data = bytes[..length];
                bytes = bytes[length..];
                _left -= length;
                if (_left == 0)
                {
                    _part = Part.DataCarriageReturn;
                }

                return true;
            }

            Step(bytes[0]);
            bytes = bytes[1..];
        }

        return false;
    }

    private void Step(byte value)
    {
        switch (_part)
        {
            case Part.Size when HexDigit(value) is >= 0 and var digit:
                _left = (_left * 16) + digit;
                if (++_digits > 15)
                {
                    Failure = "a chunk size of more than 15 digits";
                }

                break;
            case Part.Size when _digits > 0 && value is (byte)';' or (byte)' ' or (byte)'\t':
                _part = Part.Extension;
                break;
            case Part.Size when _digits > 0 && value == '\r':
            case Part.Extension when value == '\r':
                _part = Part.SizeLineFeed;
                break;
            case Part.Extension when value != '\n':
                break;
            case Part.SizeLineFeed when value == '\n':
                _part = _left == 0 ? Part.Trailer : Part.Data;
                _digits = 0;
                _emptyLine = true;
                break;
            case Part.DataCarriageReturn when value == '\r':
                _part = Part.DataLineFeed;
                break;
            case Part.DataLineFeed when value == '\n':
                _part = Part.Size;
                break;
            case Part.Trailer when value == '\r':
                _part = Part.TrailerLineFeed;
                break;
            case Part.Trailer when value != '\n':
                _emptyLine = false;
                break;
            case Part.TrailerLineFeed when value == '\n':
                Complete = _emptyLine;
                _emptyLine = true;
                _part = Part.Trailer;
                break;
            default:
                Failure = _part is Part.Size or Part.Extension or Part.SizeLineFeed
                    ? "a broken chunk size line"
                    : _part is Part.Trailer or Part.TrailerLineFeed ? "a broken trailer" : "no line end after a chunk";
                break;
        }
    }

    private static int HexDigit(byte value) => value switch
    {
        >= (byte)'0' and <= (byte)'9' => value - '0',
        >= (byte)'a' and <= (byte)'f' => value - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => value - 'A' + 10,
        _ => -1,
    };
}
