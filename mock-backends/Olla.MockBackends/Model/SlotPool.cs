namespace Olla.MockBackends.Model;

/// <summary>The places in which a backend generates at once, with a first-in-first-out queue before them.</summary>
internal sealed class SlotPool
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];

    /// <summary>Requests that hold a slot.</summary>
    public int Active { get; private set; }

    /// <summary>Requests that wait for one.</summary>
    public int Queued
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Takes a slot, waiting for one in arrival order.</summary>
    /// <param name="slots">Number of slots; 0 is unlimited.</param>
    /// <param name="queue">Requests that may wait; 0 is unlimited.</param>
    /// <param name="cancellation">Leaves the queue.</param>
    /// <returns>False if the queue is full: the request is to be turned away.</returns>
    public async ValueTask<bool> EnterAsync(int slots, int queue, CancellationToken cancellation)
    {
        LinkedListNode<TaskCompletionSource> ticket;
        lock (_gate)
        {
            if (slots == 0 || (Active < slots && _waiting.Count == 0))
            {
                Active++;
                return true;
            }

            if (queue > 0 && _waiting.Count >= queue)
            {
                return false;
            }

            // Continuations run elsewhere: whoever leaves must not generate the next one's answer.
            ticket = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        await using (cancellation.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetCanceled(), ticket.Value))
        {
            try
            {
                await ticket.Value.Task;
                return true;
            }
            catch (OperationCanceledException)
            {
                lock (_gate)
                {
                    if (ticket.List is not null)
                    {
                        _waiting.Remove(ticket);
                    }
                }

                throw;
            }
        }
    }

    /// <summary>Gives a slot back; it goes to the longest waiting request.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            while (_waiting.First is { } first)
            {
                _waiting.RemoveFirst();
                if (first.Value.TrySetResult())
                {
                    return;
                }
            }

            Active--;
        }
    }
}
