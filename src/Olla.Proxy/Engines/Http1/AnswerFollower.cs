using System.Buffers;

namespace Olla.Proxy.Engines.Http1;

/// <summary>
/// Follows the bytes of one backend's connection, answer by answer, for a client that reads them by its own, laxer rules: what breaks the
/// rules of <see cref="BackendHead"/> and <see cref="ChunkedDecoder"/> is found before that client has seen it.
/// </summary>
internal sealed class AnswerFollower
{
    [ThreadStatic]
    private static BackendHead? _head;

    private State _state = State.Idle;
    private bool _answersHead;
    private int _interim;
    private long _left;
    private ChunkedDecoder _chunks;
    private byte[] _begun = [];
    private int _begunLength;

    private enum State : byte
    {
        /// <summary>No request is under way.</summary>
        Idle,
        Head,
        Length,
        Chunks,
        UntilClose,
    }

    /// <summary>A request goes out, beginning with these bytes.</summary>
    public void Asked(ReadOnlySpan<byte> request)
    {
        _state = State.Head;
        _interim = 0;
        _answersHead = request.StartsWith("HEAD "u8);
        Forget();
    }

    /// <summary>Whether the head of an answer is due or has begun.</summary>
    public bool IsInHead => _state == State.Head;

    /// <summary>
    /// Looks at bytes that came; null when they are in order, else what is wrong behind the first <paramref name="accepted"/> of them.
    /// </summary>
    public string? Follow(ReadOnlySpan<byte> bytes, out int accepted)
    {
        accepted = 0;
        while (!bytes.IsEmpty)
        {
            var taken = bytes.Length;
            var complaint = _state switch
            {
                State.Head => FollowHead(bytes, out taken),
                State.Length => FollowLength(bytes, out taken),
                State.Chunks => FollowChunks(bytes, out taken),
                // Bytes that nobody asked for are the client's to notice, for it alone knows when it reads ahead.
                _ => null,
            };
            accepted += taken;
            if (complaint is not null)
            {
                return complaint;
            }

            bytes = bytes[taken..];
        }

        return null;
    }

    private string? FollowHead(ReadOnlySpan<byte> bytes, out int taken)
    {
        taken = bytes.Length;
        var before = _begunLength;
        if (before > 0)
        {
            Keep(bytes);
            bytes = _begun.AsSpan(0, _begunLength);
        }

        var head = _head ??= new BackendHead();
        switch (head.Parse(bytes, _answersHead))
        {
            case HeadVerdict.Refused:
                return head.Complaint;
            case HeadVerdict.Incomplete:
                if (before == 0)
                {
                    Keep(bytes);
                }

                return null;
        }

        taken = head.Length - before;
        Forget();
        if (head.Status < StatusCodes.Status200OK)
        {
            return head.Status == StatusCodes.Status101SwitchingProtocols || ++_interim > HeadLimits.MaximumInterim ? AnswerRules.NoFinalAnswer : null;
        }

        _left = head.ContentLength;
        _chunks = default;
        _state = head.Framing switch
        {
            BodyFraming.Chunked => State.Chunks,
            BodyFraming.Length when _left > 0 => State.Length,
            BodyFraming.UntilClose => State.UntilClose,
            _ => State.Idle,
        };
        return null;
    }

    private string? FollowLength(ReadOnlySpan<byte> bytes, out int taken)
    {
        taken = (int)Math.Min(_left, bytes.Length);
        _left -= taken;
        if (_left == 0)
        {
            _state = State.Idle;
        }

        return null;
    }

    private string? FollowChunks(ReadOnlySpan<byte> bytes, out int taken)
    {
        var status = _chunks.Next(bytes, out taken, out _);
        if (status == DecodeStatus.Complete)
        {
            _state = State.Idle;
        }

        return status == DecodeStatus.Malformed ? AnswerRules.BrokenChunks : null;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var needed = _begunLength + bytes.Length;
        if (needed > _begun.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * _begun.Length));
            _begun.AsSpan(0, _begunLength).CopyTo(larger);
            Return();
            _begun = larger;
        }

        bytes.CopyTo(_begun.AsSpan(_begunLength));
        _begunLength = needed;
    }

    private void Forget()
    {
        Return();
        (_begun, _begunLength) = ([], 0);
    }

    private void Return()
    {
        if (_begun.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_begun);
        }
    }
}
