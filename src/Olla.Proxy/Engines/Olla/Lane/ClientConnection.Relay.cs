using System.Buffers;
using System.Diagnostics;
using Olla.Proxy.Engines.Delivery;
using Olla.Proxy.Engines.FailOver;
using Olla.Proxy.Engines.Http1;
using Olla.Proxy.Engines.Olla.Lane.Native;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>
/// The answer on its way to the client. Bytes are decoded in place, framed anew in the room around them, and sent from the loop's own
/// buffer; a stream holds memory only while its client takes less than the backend gives, and then the backend is not read.
/// </summary>
internal sealed unsafe partial class ClientConnection
{
    private BodyFraming _framing;
    private ChunkedDecoder _chunks;
    private long _bodyRemaining;
    private bool _sendsChunks;
    private bool _collects;
    private byte[]? _output;
    private int _outputStart;
    private int _outputEnd;
    private byte[]? _collected;
    private int _collectedLength;

    private bool HasOutput => _output is not null;

    /// <summary>
    /// The backend's head is there (in <see cref="LaneLoop.ResponseHead"/>), and so may be the beginning of its body, at
    /// <paramref name="start"/> of the loop's input buffer.
    /// </summary>
    public void OnAnswer(ReadOnlySpan<byte> headBytes, int start, int length)
    {
        var head = Loop.ResponseHead;
        var contentType = Loop.TextOf(head.ContentType(headBytes));
        _framing = head.Framing;
        _exchange.HeadCame(head.Status, contentType, _framing == BodyFraming.UntilClose && !head.HasEncodedBody, Loop.Now);
        _chunks = default;
        _bodyRemaining = head.ContentLength;
        _sendsChunks = _framing is BodyFraming.Chunked or BodyFraming.UntilClose;
        _collects = DeliveryDecision.For(
            _exchange.Policy.Profile, contentType, _exchange.StreamRequested,
            _framing == BodyFraming.Length ? head.ContentLength : null, _exchange.Policy.BufferSize) == DeliveryMode.Collecting;
        _keepAlive &= !Loop.IsDraining;
        // The first bytes of the body must fit behind it.
        var writer = new ByteWriter(Loop.Output.AsSpan(0, LaneLoop.MaximumClientHead));
        ClientHeadWriter.Write(ref writer, Loop, this, headBytes, _keepAlive);
        if (writer.Overflowed)
        {
            _upstream!.Abandon();
            AttemptFailed(AttemptOutcome.BadResponse, "head is too long", wasReused: false);
            return;
        }
        ReleaseRequest();
        _phase = Phase.Relaying;
        _exchange.IsCommitted = true;
        Relay(writer.Length, start, length);
    }

    /// <summary>More of the body, at <paramref name="start"/> of the loop's input buffer.</summary>
    public void OnBody(int start, int length) => Relay(0, start, length);

    /// <summary>The backend's connection has ended; whether that is the end of the body, its framing tells.</summary>
    public void OnBackendClosed()
    {
        if (_framing != BodyFraming.UntilClose || _exchange.LacksLastEvent)
        {
            Break(AnswerRules.Truncated);
            return;
        }
        _upstream = null;
        Deliver(0, Headroom, 0, isLast: true);
    }

    /// <summary>The answer cannot be completed: the client must notice.</summary>
    public void Break(string reason)
    {
        DropUpstream(AttemptOutcome.BrokenStream, reason);
        Libc.ResetOnClose(Descriptor);
        Discard();
    }

    private const int Headroom = LaneLoop.Headroom;

    private void Relay(int headLength, int start, int length)
    {
        int payload, consumed;
        bool isLast, isMalformed = false;
        switch (_framing)
        {
            case BodyFraming.Chunked:
                payload = Unchunk(Loop.Input.AsSpan(start, length), out consumed, out var status);
                isLast = status == DecodeStatus.Complete;
                isMalformed = status == DecodeStatus.Malformed;
                break;
            case BodyFraming.Length:
                payload = consumed = (int)Math.Min(_bodyRemaining, length);
                _bodyRemaining -= payload;
                isLast = _bodyRemaining == 0;
                break;
            case BodyFraming.UntilClose:
                payload = consumed = length;
                isLast = false;
                break;
            default:
                payload = consumed = 0;
                isLast = true;
                break;
        }
        _exchange.PieceCame(Loop.Input.AsSpan(start, payload), Loop.Now, Loop.Time);
        // Bytes behind the end belong to no request of ours: the connection is in doubt.
        if (isLast)
        {
            _upstream!.AnswerEnded(isInDoubt: consumed < length);
            _upstream = null;
        }
        Deliver(headLength, start, payload, isLast);
        if (isMalformed && !IsClosed) Break(AnswerRules.BrokenChunks);
    }

    /// <summary>Moves the payload to the start of <paramref name="data"/> and returns its length.</summary>
    private int Unchunk(Span<byte> data, out int consumed, out DecodeStatus status)
    {
        var written = 0;
        consumed = 0;
        while (true)
        {
            status = _chunks.Next(data[consumed..], out var step, out var piece);
            consumed += step;
            if (status != DecodeStatus.Payload) return written;
            // A piece ends where the decoder stopped.
            var from = consumed - piece.Length;
            if (from != written) data.Slice(from, piece.Length).CopyTo(data[written..]);
            written += piece.Length;
        }
    }

    /// <summary>Sends, or collects, a piece of the body that lies in the loop's input buffer, behind a head in its output buffer.</summary>
    private void Deliver(int headLength, int start, int payload, bool isLast)
    {
        if (_collects && !isLast)
        {
            if (headLength > 0) Send(Loop.Output, 0, headLength);
            if (!IsClosed) Collect(start, payload);
        }
        else if (_collectedLength > 0)
        {
            Debug.Assert(headLength == 0);
            Collect(start, payload);
            if (!IsClosed) SendCollected(isLast);
        }
        else
        {
            var length = Frame(Loop.Input, ref start, payload, isLast);
            if (headLength > 0)
            {
                // Head and first bytes leave together.
                Loop.Input.AsSpan(start, length).CopyTo(Loop.Output.AsSpan(headLength));
                Send(Loop.Output, 0, headLength + length);
            }
            else if (length > 0) Send(Loop.Input, start, length);
        }
        if (IsClosed) return;
        if (isLast) Finish();
        else if (HasOutput) _upstream!.Pause();
    }

    private void Finish()
    {
        ReleaseCollected();
        if (!HasOutput)
        {
            EndExchange();
            return;
        }
        _phase = Phase.Flushing;
    }

    /// <summary>Puts chunk framing around a payload that has room on both sides; returns the length of the whole.</summary>
    private int Frame(byte[] buffer, ref int start, int payload, bool isLast)
    {
        if (!_sendsChunks) return payload;
        var end = start + payload;
        if (payload > 0)
        {
            "\r\n"u8.CopyTo(buffer.AsSpan(end));
            end += 2;
            buffer[--start] = (byte)'\n';
            buffer[--start] = (byte)'\r';
            for (var rest = payload; rest > 0; rest >>= 4) buffer[--start] = "0123456789abcdef"u8[rest & 15];
        }
        if (isLast)
        {
            "0\r\n\r\n"u8.CopyTo(buffer.AsSpan(end));
            end += 5;
        }
        return end - start;
    }

    private void Collect(int start, int payload)
    {
        if (payload == 0) return;
        _collected ??= ArrayPool<byte>.Shared.Rent(Headroom + _exchange.Policy.BufferSize + Loop.Input.Length + LaneLoop.Tail);
        Loop.Input.AsSpan(start, payload).CopyTo(_collected.AsSpan(Headroom + _collectedLength));
        _collectedLength += payload;
        if (_collectedLength >= _exchange.Policy.BufferSize) SendCollected(isLast: false);
    }

    private void SendCollected(bool isLast)
    {
        var start = Headroom;
        var length = Frame(_collected!, ref start, _collectedLength, isLast);
        _collectedLength = 0;
        if (length > 0) Send(_collected!, start, length);
    }

    /// <summary>Sends what the socket takes; the rest is kept, and the caller stops the backend.</summary>
    private void Send(byte[] buffer, int start, int length)
    {
        if (HasOutput)
        {
            AppendOutput(buffer.AsSpan(start, length));
            return;
        }
        nint sent;
        fixed (byte* bytes = buffer) sent = Libc.Send(Descriptor, bytes + start, length, Libc.SendWithoutSignal);
        if (sent == length) return;
        if (sent < 0)
        {
            if (Libc.LastError is not (Libc.WouldBlock or Libc.Interrupted))
            {
                Gone();
                return;
            }
            sent = 0;
        }
        AppendOutput(buffer.AsSpan(start + (int)sent, length - (int)sent));
        WatchDuringExchange();
    }

    private void AppendOutput(ReadOnlySpan<byte> bytes)
    {
        if (_output is null)
        {
            _output = ArrayPool<byte>.Shared.Rent(bytes.Length);
            _outputStart = _outputEnd = 0;
        }
        else if (_outputEnd + bytes.Length > _output.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_outputEnd - _outputStart + bytes.Length);
            _output.AsSpan(_outputStart, _outputEnd - _outputStart).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_output);
            _outputEnd -= _outputStart;
            _outputStart = 0;
            _output = larger;
        }
        bytes.CopyTo(_output.AsSpan(_outputEnd));
        _outputEnd += bytes.Length;
    }

    /// <summary>The client has room again.</summary>
    private void Flush()
    {
        if (!HasOutput) return;
        nint sent;
        fixed (byte* bytes = _output) sent = Libc.Send(Descriptor, bytes + _outputStart, _outputEnd - _outputStart, Libc.SendWithoutSignal);
        if (sent < 0)
        {
            if (Libc.LastError is not (Libc.WouldBlock or Libc.Interrupted)) Gone();
            return;
        }
        _outputStart += (int)sent;
        if (_outputStart < _outputEnd) return;
        ReleaseOutput();
        if (_phase == Phase.Flushing)
        {
            EndExchange();
            return;
        }
        Watch(Reading);
        _upstream?.Resume();
    }

    private void ReleaseOutput()
    {
        if (_output is not null) ArrayPool<byte>.Shared.Return(_output);
        _output = null;
    }

    private void ReleaseCollected()
    {
        if (_collected is not null) ArrayPool<byte>.Shared.Return(_collected);
        _collected = null;
        _collectedLength = 0;
    }
}
