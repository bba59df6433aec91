namespace Olla.Perf.Load;

/// <summary>Clients of the closed model that pause between two requests, until the dispatcher lets them go on.</summary>
internal sealed class ThinkQueue
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TaskCompletionSource, long> _waiting = new();

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    public Task WaitUntil(long due)
    {
        var source = new TaskCompletionSource();
        lock (_gate)
        {
            _waiting.Enqueue(source, due);
        }

        return source.Task;
    }

    /// <summary>Lets those go on whose time has come; they run on the caller's thread.</summary>
    public void ReleaseDue(long now)
    {
        while (true)
        {
            TaskCompletionSource? source;
            lock (_gate)
            {
                if (!_waiting.TryPeek(out source, out var due) || due > now)
                {
                    return;
                }

                _waiting.Dequeue();
            }

            source.SetResult();
        }
    }

    public void ReleaseAll() => ReleaseDue(long.MaxValue);
}
