using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Olla.Proxy.Engines.Http1;

/// <summary>
/// Shows the web server a client's bytes as far as they keep the rules, one request at a time, and nothing of what stands behind a break:
/// <code>
/// client ──► transport ──► this: follows each request ──► web server
///                            └─ broken: what was in order, then bytes that no reader takes for a request or a chunk, then the end
/// </code>
/// The web server then answers 400 to a head, and tells the handler of a broken body. Costs a search for the ends of lines, no copy.
/// </summary>
/// <param name="inner">The connection's bytes.</param>
/// <param name="longestHead">Bytes of a head after which the web server refuses it by its length.</param>
internal sealed class GuardedPipeReader(PipeReader inner, long longestHead) : PipeReader
{
    /// <summary>Bad as a request line, as a field, as a chunk's size, its extension or its end, and as a trailer.</summary>
    private static ReadOnlySpan<byte> Nonsense => "x\nx"u8;

    private readonly RequestFollower _follower = new();
    private ReadOnlySequence<byte> _window;
    private long _accepted;
    private long _shown;
    private bool _isWhole;
    private bool _isHidden;
    private volatile bool _isEnded;

    // What is shown in place of the connection's bytes once these are broken.
    private byte[]? _last;
    private int _lastStart;

    /// <summary>Whether the client may be sending still, though the web server is done: something is unread, or it was told to expect the end.</summary>
    public bool MayHaveMore => _last is not null || _isEnded || _isHidden || !_follower.IsAtStart || _follower.WillClose;

    /// <summary>Ends the client's side: nothing that it sent behind the bytes shown so far is ever read as a request. Callable from any thread.</summary>
    public void End()
    {
        _isEnded = true;
        inner.CancelPendingRead();
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_last is not null)
        {
            return ValueTask.FromResult(LastResult());
        }

        var reading = inner.ReadAsync(cancellationToken);
        return reading.IsCompletedSuccessfully ? ValueTask.FromResult(Show(reading.Result)) : AwaitAsync(reading);
    }

    public override bool TryRead([MaybeNullWhen(false)] out ReadResult result)
    {
        if (_last is not null)
        {
            result = LastResult();
            return true;
        }

        if (!inner.TryRead(out result))
        {
            return false;
        }

        result = Show(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_last is not null)
        {
            // Positions of a sequence over one array count from the array's start.
            _lastStart = consumed.GetInteger();
            return;
        }

        var used = _window.IsEmpty ? 0 : _window.Slice(0, consumed).Length;
        var isAllExamined = _window.IsEmpty || _window.Slice(0, examined).Length == _shown;
        _isHidden = _window.Length > used;
        _accepted -= used;
        if (_accepted < 0)
        {
            // The web server took what was shown to it only to be refused.
            End();
            _accepted = 0;
        }

        // A line that has only begun is hidden and was examined; the next request is hidden and was not.
        inner.AdvanceTo(consumed, isAllExamined && !_isWhole ? _window.End : examined);
        _isWhole &= _accepted > 0;
        _window = default;
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null)
    {
        // What the client still sends may have to be dropped before the connection ends; see LingeringClose.
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> AwaitAsync(ValueTask<ReadResult> reading) => Show(await reading.ConfigureAwait(false));

    private ReadResult Show(in ReadResult result)
    {
        _window = result.Buffer;
        if (_isEnded)
        {
            return Last([]);
        }

        if (!_isWhole)
        {
            var progress = _follower.Follow(_window.Slice(_accepted), out var more);
            _accepted += more;
            _isWhole = progress == RequestProgress.Whole;
            if (progress == RequestProgress.Broken)
            {
                return Last(Nonsense);
            }
        }

        // The beginning of a request line is shown, for with it the limit on slow heads begins; and too long a head, to be refused.
        var isAllShown = !_isWhole && ((_follower.IsAtStart && !StartsWithLineEnd(_window.Slice(_accepted))) || _window.Length > longestHead);
        _shown = isAllShown ? _window.Length : _accepted;
        return new ReadResult(_window.Slice(0, _shown), result.IsCanceled, result.IsCompleted && (!_isWhole || _shown == _window.Length));
    }

    /// <summary>The web server would consume half an empty line.</summary>
    private static bool StartsWithLineEnd(in ReadOnlySequence<byte> bytes) => bytes.FirstSpan is [(byte)'\r', ..];

    private ReadResult Last(ReadOnlySpan<byte> end)
    {
        _last = new byte[_accepted + end.Length];
        _window.Slice(0, _accepted).CopyTo(_last);
        end.CopyTo(_last.AsSpan((int)_accepted));
        inner.AdvanceTo(_window.End);
        _window = default;
        return LastResult();
    }

    private ReadResult LastResult() => new(new ReadOnlySequence<byte>(_last!, _lastStart, _last!.Length - _lastStart), isCanceled: false, isCompleted: true);
}
