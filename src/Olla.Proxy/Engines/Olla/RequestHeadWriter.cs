using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Olla.Proxy.Engines.Headers;

namespace Olla.Proxy.Engines.Olla;

/// <summary>Writes a request head, and a small body behind it, into one rented array, so that one send takes both.</summary>
internal struct RequestHeadWriter : IHeaderSink, IDisposable
{
    private byte[] _bytes;
    private int _length;

    public RequestHeadWriter(int sizeHint) => _bytes = ArrayPool<byte>.Shared.Rent(sizeHint);

    /// <summary>What was written; valid until the writer is disposed.</summary>
    public readonly ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>The request line and <c>Host</c>.</summary>
    public void Begin(string method, string target, string authority)
    {
        WriteText(method);
        Write(" "u8);
        WriteText(target);
        Write(" HTTP/1.1\r\nHost: "u8);
        WriteText(authority);
        Write("\r\n"u8);
    }

    /// <summary>Takes a field; one that would end its line early is left out.</summary>
    public void Add(string name, string value)
    {
        if (value.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            return;
        }

        WriteText(name);
        Write(": "u8);
        WriteText(value);
        Write("\r\n"u8);
    }

    /// <summary>The framing of the body and the end of the head.</summary>
    public void End(long bodyLength, bool isChunked, bool declareEmpty)
    {
        if (isChunked)
        {
            Write("Transfer-Encoding: chunked\r\n"u8);
        }
        else if (bodyLength > 0 || declareEmpty)
        {
            Write("Content-Length: "u8);
            Span<byte> digits = stackalloc byte[20];
            _ = Utf8Formatter.TryFormat(bodyLength, digits, out var count);
            Write(digits[..count]);
            Write("\r\n"u8);
        }

        Write("\r\n"u8);
    }

    /// <summary>The size line of a chunk.</summary>
    public void BeginChunk(int size)
    {
        Span<byte> digits = stackalloc byte[8];
        _ = Utf8Formatter.TryFormat(size, digits, out var count, new StandardFormat('x'));
        Write(digits[..count]);
        Write("\r\n"u8);
    }

    /// <summary>Bytes as they are.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _length += bytes.Length;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private void WriteText(string text)
    {
        // Fields pass through as Latin-1, byte for byte; only configured text can hold more.
        if (text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff'))
        {
            Write(Encoding.UTF8.GetBytes(text));
            return;
        }

        _length += Encoding.Latin1.GetBytes(text, Room(text.Length));
    }

    private Span<byte> Room(int count)
    {
        if (_bytes.Length - _length < count)
        {
            var bigger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _length + count));
            _bytes.AsSpan(0, _length).CopyTo(bigger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = bigger;
        }

        return _bytes.AsSpan(_length);
    }
}
