using System.Threading.Tasks.Sources;

namespace Olla.MockBackends.Streaming;

/// <summary>
/// The waits of one stream: one object for all of them, so that waiting allocates nothing. Waits follow each other, never overlap; what
/// follows a wait runs on the pacer's thread and must not block it.
/// </summary>
internal sealed class PacedWait(Pacer pacer) : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _source;

    // Even: no wait is open. Odd: one is open. Whoever makes it even completes the wait.
    private int _turn;
    private volatile bool _cancelled;

    /// <summary>Waits until the monotonic clock shows <paramref name="deadline"/> (<see cref="System.Diagnostics.Stopwatch"/> ticks).</summary>
    /// <returns>Completes early once <see cref="Cancel"/> was called; the caller looks at its cancellation token.</returns>
    public ValueTask UntilAsync(long deadline)
    {
        _source.Reset();
        var turn = Interlocked.Increment(ref _turn);
        pacer.Add(this, turn, deadline);
        if (_cancelled)
        {
            Complete(turn);
        }

        return new ValueTask(this, _source.Version);
    }

    /// <summary>Ends the open wait and all later ones at once.</summary>
    public void Cancel()
    {
        _cancelled = true;
        var turn = Volatile.Read(ref _turn);
        if ((turn & 1) == 1)
        {
            Complete(turn);
        }
    }

    /// <summary>Ends wait number <paramref name="turn"/>, if it is still open.</summary>
    internal void Complete(int turn)
    {
        if (Interlocked.CompareExchange(ref _turn, turn + 1, turn) == turn)
        {
            _source.SetResult(true);
        }
    }

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
