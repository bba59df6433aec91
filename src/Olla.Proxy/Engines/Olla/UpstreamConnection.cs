using System.Buffers;

namespace Olla.Proxy.Engines.Olla;

/// <summary>One HTTP/1.1 connection to a backend: bytes received and not yet used, and the head of the current answer.</summary>
/// <param name="transport">The bytes; owned.</param>
internal sealed class UpstreamConnection(UpstreamTransport transport) : IDisposable
{
    /// <summary>
    /// What a waiting stream holds. An event of a stream fits in, so that the usual event costs one receive; a zero-byte wait would
    /// cost one more, and a full-sized buffer per stream 9 000 times 64 KB.
    /// </summary>
    private const int SmallSize = 1024;

    private readonly byte[] _small = new byte[SmallSize];
    private byte[]? _large;
    private int _start;
    private int _end;
    private int _room;

    public UpstreamTransport Transport { get; } = transport;
    public ResponseHeadParser Head { get; } = new();

    /// <summary>Whether an exchange ran on it before.</summary>
    public bool WasReused { get; set; }

    /// <summary>When it was given back, in ticks of the clock.</summary>
    public long IdleSince { get; set; }

    /// <summary>Whether any byte came since the exchange began.</summary>
    public bool AnswerBegun { get; set; }

    /// <summary>Whether the last receive filled its buffer, so that more may be there.</summary>
    public bool MayHoldMore { get; private set; }

    /// <summary>Bytes received and not used yet.</summary>
    public ReadOnlySpan<byte> Buffered => Buffer.AsSpan(_start, _end - _start);

    private byte[] Buffer => _large ?? _small;

    /// <summary>Drops bytes from the front of <see cref="Buffered"/>.</summary>
    public void Consume(int count) => _start += count;

    /// <summary>
    /// Waits for bytes; zero means the backend closed its side. To be followed by <see cref="Received"/>; in two steps because an
    /// asynchronous method of its own would allocate at every event.
    /// </summary>
    /// <param name="atMost">Bytes to take at once.</param>
    public ValueTask<int> ReceiveAsync(int atMost)
    {
        var room = Room(atMost, SmallSize);
        _room = room.Length;
        return Transport.ReceiveAsync(room);
    }

    /// <summary>Adds what <see cref="ReceiveAsync"/> brought to <see cref="Buffered"/>.</summary>
    public void Received(int count)
    {
        _end += count;
        AnswerBegun |= count > 0;
        MayHoldMore = count == _room;
    }

    /// <summary>Takes bytes that are there already; zero means the backend closed its side, -1 that there are none.</summary>
    public int TryReceive(int atMost)
    {
        var room = Room(atMost, atMost);
        _room = room.Length;
        var received = Transport.TryReceive(room.Span);
        Received(Math.Max(received, 0));
        return received;
    }

    /// <summary>Gives a big buffer back unless it holds something.</summary>
    public void Relax()
    {
        if (_large is not null && _start == _end)
        {
            ArrayPool<byte>.Shared.Return(_large);
            _large = null;
            _start = _end = 0;
        }
    }

    public void Dispose()
    {
        Transport.Dispose();
        _start = _end;
        Relax();
    }

    /// <summary>Where the next bytes go: behind those buffered, in a buffer that grows when it is full.</summary>
    private Memory<byte> Room(int atMost, int wanted)
    {
        if (_start == _end)
        {
            _start = _end = 0;
            if (_large is null && wanted > SmallSize)
            {
                _large = ArrayPool<byte>.Shared.Rent(wanted);
            }
        }
        else if (_end == Buffer.Length)
        {
            Grow();
        }

        return Buffer.AsMemory(_end, Math.Min(atMost, Buffer.Length - _end));
    }

    private void Grow()
    {
        var held = Buffered;
        if (_start == 0)
        {
            var bigger = ArrayPool<byte>.Shared.Rent(Buffer.Length * 4);
            held.CopyTo(bigger);
            var old = _large;
            _large = bigger;
            if (old is not null)
            {
                ArrayPool<byte>.Shared.Return(old);
            }
        }
        else
        {
            held.CopyTo(Buffer);
        }

        _end = held.Length;
        _start = 0;
    }
}
