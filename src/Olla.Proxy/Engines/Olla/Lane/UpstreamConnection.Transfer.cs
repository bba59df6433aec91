using System.Buffers;
using Olla.Proxy.Engines.Bodies;
using Olla.Proxy.Engines.FailOver;
using Olla.Proxy.Engines.Http1;
using Olla.Proxy.Engines.Olla.Lane.Native;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>Bytes to and from the backend.</summary>
internal sealed unsafe partial class UpstreamConnection
{
    private bool _answerBegun;
    private int _interim;

    private void SendRequest()
    {
        var client = _client!;
        var request = client.Request.Span;
        // On a repeated attempt the loop's parser holds some other request.
        _ = Loop.RequestHead.Parse(request);
        var head = Loop.RequestHead;
        var buffer = Loop.Output;
        var writer = new ByteWriter(buffer);
        var body = BodyFor(client, head.Length).Span;
        BackendHeadWriter.Write(ref writer, Loop.Product, head, request[..head.Length], client, body.Length);
        if (writer.Overflowed)
        {
            Fail(AttemptOutcome.BadResponse, "the request's head grew too long");
            return;
        }
        var policy = client.Exchange.Policy;
        client.Exchange.Sends++;
        _phase = Phase.Waiting;
        _answerBegun = false;
        _interim = 0;
        _readLimit = policy.Read;
        _readSize = Math.Min(policy.BufferSize, Loop.Settings.ReadSize);
        Deadline = LanePolicy.Deadline(Loop.Now, policy.Head(client.Exchange.StreamRequested));
        var length = writer.Length + body.Length;
        if (length <= buffer.Length)
        {
            body.CopyTo(buffer.AsSpan(writer.Length));
            SendOrKeep(buffer, length);
            return;
        }
        _unsent = ArrayPool<byte>.Shared.Rent(length);
        buffer.AsSpan(0, writer.Length).CopyTo(_unsent);
        body.CopyTo(_unsent.AsSpan(writer.Length));
        _unsentStart = 0;
        _unsentEnd = length;
        SendRest();
    }

    /// <summary>The client's body; for an alias, with the model's name that this endpoint knows.</summary>
    private ReadOnlyMemory<byte> BodyFor(ClientConnection client, int headLength)
    {
        var body = client.Request[headLength..];
        return client.Exchange.Outcome?.ModelByEndpoint?.TryGetValue(Endpoint.Endpoint, out var model) == true
            ? ModelRewriter.Rewrite(body, model)
            : body;
    }

    private void SendOrKeep(byte[] buffer, int length)
    {
        var sent = Send(buffer, 0, length);
        if (sent == length)
        {
            Watch(Reading);
            return;
        }
        if (sent < 0) return;
        _unsent = ArrayPool<byte>.Shared.Rent(length - sent);
        buffer.AsSpan(sent, length - sent).CopyTo(_unsent);
        _unsentStart = 0;
        _unsentEnd = length - sent;
        Watch(Reading | Libc.EventOut);
    }

    private void SendRest()
    {
        if (_unsent is null) return;
        var sent = Send(_unsent, _unsentStart, _unsentEnd - _unsentStart);
        if (sent < 0) return;
        _unsentStart += sent;
        if (_unsentStart < _unsentEnd)
        {
            Watch(Reading | Libc.EventOut);
            return;
        }
        ReleaseUnsent();
        if (!_isPaused) Watch(Reading);
    }

    /// <summary>Returns the bytes sent; -1 when the connection failed and is closed.</summary>
    private int Send(byte[] buffer, int start, int length)
    {
        nint sent;
        fixed (byte* bytes = buffer) sent = Libc.Send(Descriptor, bytes + start, length, Libc.SendWithoutSignal);
        if (sent >= 0) return (int)sent;
        if (Libc.LastError is Libc.WouldBlock or Libc.Interrupted) return 0;
        // What the backend said before it closed is worth more than the error: an early answer, perhaps.
        ReleaseUnsent();
        _mayBeReused = false;
        Receive();
        return -1;
    }

    private void Receive()
    {
        if (_partialHead is not null)
        {
            ReceiveHeadPiece();
            return;
        }
        var received = ReceiveInto(Loop.Input, LaneLoop.Headroom, _phase == Phase.Relaying ? _readSize : Loop.Settings.ReadSize);
        if (received <= 0) return;
        if (_phase == Phase.Relaying)
        {
            Deadline = LanePolicy.Deadline(Loop.Now, _readLimit);
            _client!.OnBody(LaneLoop.Headroom, received);
            return;
        }
        ReadHead(Loop.Input, LaneLoop.Headroom, received);
    }

    /// <summary>Returns the bytes received; zero or less when there are none or the connection has ended.</summary>
    private int ReceiveInto(byte[] buffer, int offset, int capacity)
    {
        nint received;
        fixed (byte* bytes = buffer) received = Libc.Receive(Descriptor, bytes + offset, capacity, 0);
        if (received > 0) return (int)received;
        if (received < 0 && Libc.LastError is Libc.WouldBlock or Libc.Interrupted) return 0;
        Ended(isClean: received == 0);
        return -1;
    }

    private void Ended(bool isClean)
    {
        if (_phase == Phase.Relaying && isClean)
        {
            var client = _client!;
            _client = null;
            Drop();
            client.OnBackendClosed();
            return;
        }
        if (_phase == Phase.Relaying) Fail(AttemptOutcome.BrokenStream, "connection to the backend broke");
        else if (_answerBegun) Fail(AttemptOutcome.BadResponse, "backend closed the connection inside the response head");
        else Fail(AttemptOutcome.ClosedBeforeFirstByte, "backend closed the connection without an answer");
    }

    private void ReceiveHeadPiece()
    {
        if (_partialLength == _partialHead!.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_partialLength * 2);
            _partialHead.AsSpan(0, _partialLength).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_partialHead);
            _partialHead = larger;
        }
        // Never more than fits the loop's buffer, where what follows the head continues.
        var capacity = Math.Min(_partialHead.Length - _partialLength, Loop.Settings.ReadSize);
        var received = ReceiveInto(_partialHead, _partialLength, capacity);
        if (received <= 0) return;
        _partialLength += received;
        ReadHead(_partialHead, 0, _partialLength);
    }

    private void ReadHead(byte[] buffer, int start, int length)
    {
        var head = Loop.ResponseHead;
        _answerBegun = true;
        while (true)
        {
            switch (head.Parse(buffer.AsSpan(start, length), _client!.RequestIsHead))
            {
                case HeadVerdict.Refused:
                    Fail(AttemptOutcome.BadResponse, head.Complaint);
                    return;
                case HeadVerdict.Complete when head.Status == 101 || (head.Status < 200 && ++_interim > HeadLimits.MaximumInterim):
                    Fail(AttemptOutcome.BadResponse, AnswerRules.NoFinalAnswer);
                    return;
                case HeadVerdict.Incomplete:
                    KeepHeadPiece(buffer, start, length);
                    return;
                case HeadVerdict.Complete when head.Status < 200:
                    // An interim answer is for us alone; the one that counts follows.
                    start += head.Length;
                    length -= head.Length;
                    continue;
            }
            break;
        }
        Answered(head, buffer, start, length);
    }

    private void Answered(BackendHead head, byte[] buffer, int start, int length)
    {
        _phase = Phase.Relaying;
        _mayBeReused = head.KeepAlive;
        Deadline = LanePolicy.Deadline(Loop.Now, _readLimit);
        var bodyLength = length - head.Length;
        var client = _client!;
        if (buffer == Loop.Input)
        {
            client.OnAnswer(buffer.AsSpan(start, head.Length), start + head.Length, bodyLength);
            return;
        }
        buffer.AsSpan(start + head.Length, bodyLength).CopyTo(Loop.Input.AsSpan(LaneLoop.Headroom));
        var partial = _partialHead!;
        _partialHead = null;
        client.OnAnswer(partial.AsSpan(start, head.Length), LaneLoop.Headroom, bodyLength);
        ArrayPool<byte>.Shared.Return(partial);
    }

    private void KeepHeadPiece(byte[] buffer, int start, int length)
    {
        if (buffer == _partialHead)
        {
            // Interim answers in front are done with.
            buffer.AsSpan(start, length).CopyTo(buffer);
            _partialLength = length;
            return;
        }
        // An empty rest (only interim answers came) leaves things as they were.
        if (length == 0) return;
        _partialHead = ArrayPool<byte>.Shared.Rent(Math.Max(4096, length));
        buffer.AsSpan(start, length).CopyTo(_partialHead);
        _partialLength = length;
    }

    private void ReleaseUnsent()
    {
        if (_unsent is not null) ArrayPool<byte>.Shared.Return(_unsent);
        _unsent = null;
    }

    private void ReleasePartialHead()
    {
        if (_partialHead is not null) ArrayPool<byte>.Shared.Return(_partialHead);
        _partialHead = null;
        _partialLength = 0;
    }
}
