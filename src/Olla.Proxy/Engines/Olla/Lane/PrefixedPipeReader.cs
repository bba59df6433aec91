using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>
/// Shows a prefix before what another reader gives. As long as part of the prefix is unread, what the other reader has is copied behind
/// it, so that the bytes stay in one piece; after that every call goes straight through.
/// </summary>
internal sealed class PrefixedPipeReader(PipeReader inner, byte[] prefix) : PipeReader
{
    private byte[]? _own = prefix.Length > 0 ? prefix : null;
    private int _start;
    private int _end = prefix.Length;
    private int _examined;
    private bool _innerCompleted;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_own is null) return await inner.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (_examined < _end || _innerCompleted) return OwnResult(isCanceled: false);
        return Append(await inner.ReadAsync(cancellationToken).ConfigureAwait(false));
    }

    public override bool TryRead([MaybeNullWhen(false)] out ReadResult result)
    {
        if (_own is null) return inner.TryRead(out result);
        if (_examined < _end || _innerCompleted)
        {
            result = OwnResult(isCanceled: false);
            return true;
        }
        if (!inner.TryRead(out var more))
        {
            result = default;
            return false;
        }
        result = Append(more);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_own is null)
        {
            inner.AdvanceTo(consumed, examined);
            return;
        }
        // Positions of a sequence over one array count from the array's start.
        _start = consumed.GetInteger();
        _examined = Math.Max(examined.GetInteger(), _start);
        if (_start == _end && !_innerCompleted) _own = null;
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null)
    {
        _own = null;
        inner.Complete(exception);
    }

    private ReadResult Append(ReadResult more)
    {
        _innerCompleted = more.IsCompleted;
        var added = (int)more.Buffer.Length;
        if (added > 0)
        {
            MakeRoom(added);
            more.Buffer.CopyTo(_own.AsSpan(_end));
            _end += added;
        }
        inner.AdvanceTo(more.Buffer.End);
        return OwnResult(more.IsCanceled);
    }

    /// <summary>What was consumed makes room: a client that always sends the beginning of its next request costs no more than that.</summary>
    private void MakeRoom(int added)
    {
        var unread = _end - _start;
        var target = unread + added <= _own!.Length ? _own : new byte[Math.Max(unread + added, _own.Length * 2)];
        _own.AsSpan(_start, unread).CopyTo(target);
        _own = target;
        _examined -= _start;
        (_start, _end) = (0, unread);
    }

    private ReadResult OwnResult(bool isCanceled) =>
        new(new ReadOnlySequence<byte>(_own!, _start, _end - _start), isCanceled, _innerCompleted);
}
