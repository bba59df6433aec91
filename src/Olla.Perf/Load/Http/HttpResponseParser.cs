using System.Buffers.Text;
using System.Text;

namespace Olla.Perf.Load.Http;

/// <summary>Where a response is.</summary>
internal enum ResponseState
{
    Head,
    Body,
    /// <summary>The message ended as its framing says.</summary>
    Complete,
    /// <summary>The bytes are not a well-formed message: see <see cref="HttpResponseParser.Failure"/>.</summary>
    Malformed,
}

/// <summary>
/// Reads one HTTP/1.1 response from bytes that may be cut anywhere: head, then a body by content-length, in chunks, or up to the end of the
/// connection. Knows no socket, so that any stream can be replayed through it. Allocates nothing per read of the body.
/// </summary>
internal sealed class HttpResponseParser
{
    private const int MaximumHead = 64 * 1024;
    private readonly ChunkDecoder _chunks = new();
    private byte[] _head = new byte[1024];
    private int _headLength;
    private Framing _framing;
    private long _left;

    private enum Framing { Length, Chunked, UntilClose }

    public ResponseState State { get; private set; }

    public int Status { get; private set; }

    /// <summary>Value of <c>X-Olla-Endpoint</c>; empty if there is none.</summary>
    public string Endpoint { get; private set; } = "";

    /// <summary>True if the connection can carry another request once the message is complete.</summary>
    public bool KeepAlive { get; private set; }

    /// <summary>What was wrong with a malformed message.</summary>
    public string Failure { get; private set; } = "";

    /// <summary>True if the end of the connection is the proper end of the body.</summary>
    public bool EndsWithConnection => State == ResponseState.Body && _framing == Framing.UntilClose;

    public void Reset()
    {
        _headLength = 0;
        _chunks.Reset();
        State = ResponseState.Head;
        Status = 0;
        Endpoint = "";
        Failure = "";
        KeepAlive = false;
    }

    /// <summary>Takes what belongs to the head from <paramref name="bytes"/>.</summary>
    /// <returns>True once the head is whole; <paramref name="bytes"/> then begins with the body.</returns>
    public bool TryReadHead(ref ReadOnlySpan<byte> bytes)
    {
        while (State == ResponseState.Head)
        {
            // The terminator may straddle two reads, so the search begins three bytes before the new ones.
            var searchFrom = Math.Max(0, _headLength - 3);
            var take = Math.Min(bytes.Length, MaximumHead - _headLength);
            Append(bytes[..take]);
            var end = _head.AsSpan(searchFrom, _headLength - searchFrom).IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                bytes = bytes[take..];
                if (_headLength >= MaximumHead)
                {
                    Fail("the head is longer than 64 KB");
                }

                return false;
            }

            var headEnd = searchFrom + end + 4;
            bytes = bytes[(take - (_headLength - headEnd))..];
            ReadHead(_head.AsSpan(0, headEnd - 2));
            if (State == ResponseState.Head && Status is >= 100 and < 200)
            {
                _headLength = 0;
                continue;
            }

            if (State == ResponseState.Head)
            {
                State = _framing == Framing.Length && _left == 0 ? ResponseState.Complete : ResponseState.Body;
            }

            return State != ResponseState.Malformed;
        }

        return State != ResponseState.Malformed;
    }

    /// <summary>Takes the next piece of the body from <paramref name="bytes"/>.</summary>
    /// <returns>False if the bytes are used up or the message is over.</returns>
    public bool TryReadBody(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> body)
    {
        body = default;
        if (State != ResponseState.Body || bytes.IsEmpty)
        {
            return false;
        }

        if (_framing == Framing.Chunked)
        {
            var got = _chunks.TryRead(ref bytes, out body);
            if (_chunks.Failure.Length > 0)
            {
                Fail(_chunks.Failure);
            }
            else if (_chunks.Complete)
            {
                State = ResponseState.Complete;
            }

            return got;
        }

        var length = _framing == Framing.Length ? (int)Math.Min(_left, bytes.Length) : bytes.Length;
        body = bytes[..length];
        bytes = bytes[length..];
        _left -= length;
        if (_framing == Framing.Length && _left == 0)
        {
            State = ResponseState.Complete;
        }

        return true;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_headLength + bytes.Length > _head.Length)
        {
            Array.Resize(ref _head, Math.Max(_head.Length * 2, _headLength + bytes.Length));
        }

        bytes.CopyTo(_head.AsSpan(_headLength));
        _headLength += bytes.Length;
    }

    private void ReadHead(ReadOnlySpan<byte> head)
    {
        if (head.Length < 14 || !head.StartsWith("HTTP/1."u8) || !Utf8Parser.TryParse(head.Slice(9, 3), out int status, out _))
        {
            Fail("no HTTP/1.x status line");
            return;
        }

        Status = status;
        KeepAlive = head[7] == (byte)'1';
        _framing = Framing.UntilClose;
        var rest = head[(head.IndexOf("\r\n"u8) + 2)..];
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf("\r\n"u8);
            ReadField(rest[..end]);
            rest = rest[(end + 2)..];
        }

        if (Status is 204 or 304)
        {
            _framing = Framing.Length;
            _left = 0;
        }

        KeepAlive &= _framing != Framing.UntilClose;
    }

    private void ReadField(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
        {
            Fail("a header line without a name");
            return;
        }

        var name = line[..colon];
        var value = line[(colon + 1)..].Trim((byte)' ');
        if (Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8))
        {
            _framing = Framing.Chunked;
        }
        else if (Ascii.EqualsIgnoreCase(name, "content-length"u8) && _framing != Framing.Chunked)
        {
            _framing = Framing.Length;
            if (!Utf8Parser.TryParse(value, out _left, out var used) || used != value.Length || _left < 0)
            {
                Fail("a content-length that is no number");
            }
        }
        else if (Ascii.EqualsIgnoreCase(name, "connection"u8))
        {
            KeepAlive = Ascii.EqualsIgnoreCase(value, "keep-alive"u8) || (KeepAlive && !Ascii.EqualsIgnoreCase(value, "close"u8));
        }
        else if (Ascii.EqualsIgnoreCase(name, "x-olla-endpoint"u8))
        {
            Endpoint = string.Intern(Encoding.ASCII.GetString(value));
        }
    }

    private void Fail(string reason)
    {
        State = ResponseState.Malformed;
        Failure = reason;
    }
}
