namespace Olla.Proxy.Engines.Limits;

/// <summary>At most so many attempts at once on one endpoint; others wait in line for a bounded time.</summary>
/// <param name="limit">Attempts at once; zero means unlimited.</param>
/// <param name="patience">How long one waits.</param>
/// <param name="time">Where time comes from.</param>
internal sealed class ConnectionLimit(int limit, TimeSpan patience, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource<bool>> _line = new();
    private int _taken;

    /// <summary>Attempts that hold a place; always zero when unlimited.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Takes a place; false when none came free in time. Throws only if <paramref name="clientGone"/> is cancelled.</summary>
    public ValueTask<bool> EnterAsync(CancellationToken clientGone)
    {
        if (limit <= 0)
        {
            return new ValueTask<bool>(true);
        }

        LinkedListNode<TaskCompletionSource<bool>> place;
        lock (_gate)
        {
            if (_taken < limit)
            {
                _taken++;
                return new ValueTask<bool>(true);
            }

            place = _line.AddLast(new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return WaitAsync(place, clientGone);
    }

    /// <summary>Takes a place if one is free at once.</summary>
    public bool TryEnter()
    {
        if (limit <= 0)
        {
            return true;
        }

        lock (_gate)
        {
            if (_taken >= limit)
            {
                return false;
            }

            _taken++;
            return true;
        }
    }

    /// <summary>Gives a place back, to the first in line if there is one.</summary>
    public void Leave()
    {
        if (limit <= 0)
        {
            return;
        }

        lock (_gate)
        {
            while (_line.First is { } first)
            {
                _line.RemoveFirst();
                if (first.Value.TrySetResult(true))
                {
                    return;
                }
            }

            _taken--;
        }
    }

    private async ValueTask<bool> WaitAsync(LinkedListNode<TaskCompletionSource<bool>> place, CancellationToken clientGone)
    {
        try
        {
            return await place.Value.Task.WaitAsync(patience, time, clientGone);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            if (!Withdraw(place))
            {
                // The place came free in the same moment.
                if (error is TimeoutException)
                {
                    return true;
                }

                Leave();
            }

            if (error is OperationCanceledException)
            {
                throw;
            }

            return false;
        }
    }

    private bool Withdraw(LinkedListNode<TaskCompletionSource<bool>> place)
    {
        lock (_gate)
        {
            if (place.List is null)
            {
                return false;
            }

            _line.Remove(place);
            return true;
        }
    }
}
