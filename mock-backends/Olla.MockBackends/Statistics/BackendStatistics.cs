namespace Olla.MockBackends.Statistics;

/// <summary>What one backend did since its start or its last reset. Any thread may count.</summary>
internal sealed class BackendStatistics
{
    private long _served;
    private long _aborted;
    private long _events;
    private long _faults;
    private long _refused;
    private long _promptTokens;
    private long _cachedTokens;
    private int _active;
    private int _peak;

    /// <summary>How late events were written, in nanoseconds after their deadline.</summary>
    public Histogram PacingError { get; } = new();

    /// <summary>Answers that were sent to their end.</summary>
    public long Served => Volatile.Read(ref _served);

    /// <summary>Answers that the client did not wait for.</summary>
    public long Aborted => Volatile.Read(ref _aborted);

    /// <summary>Content events that were written.</summary>
    public long Events => Volatile.Read(ref _events);

    /// <summary>Answers that a fault hit.</summary>
    public long Faults => Volatile.Read(ref _faults);

    /// <summary>Requests that were turned away because the queue was full.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Prompt tokens of the requests that got a slot.</summary>
    public long PromptTokens => Volatile.Read(ref _promptTokens);

    /// <summary>Those of them that the cache held.</summary>
    public long CachedTokens => Volatile.Read(ref _cachedTokens);

    /// <summary>Requests under way, waiting ones included.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>Most requests under way at once.</summary>
    public int Peak => Volatile.Read(ref _peak);

    public void Begin()
    {
        var active = Interlocked.Increment(ref _active);
        var peak = Volatile.Read(ref _peak);
        while (active > peak)
        {
            var seen = Interlocked.CompareExchange(ref _peak, active, peak);
            if (seen == peak)
            {
                return;
            }

            peak = seen;
        }
    }

    public void End(Outcome outcome)
    {
        Interlocked.Decrement(ref _active);
        switch (outcome)
        {
            case Outcome.Served: Interlocked.Increment(ref _served); break;
            case Outcome.Aborted: Interlocked.Increment(ref _aborted); break;
            case Outcome.Faulted: Interlocked.Increment(ref _faults); break;
            default: Interlocked.Increment(ref _refused); break;
        }
    }

    /// <summary>Counts a prompt.</summary>
    public void Prompted(int tokens, int cached)
    {
        Interlocked.Add(ref _promptTokens, tokens);
        Interlocked.Add(ref _cachedTokens, cached);
    }

    /// <summary>Counts one content event that was written <paramref name="lateness"/> nanoseconds after its deadline.</summary>
    public void Emitted(long lateness)
    {
        Interlocked.Increment(ref _events);
        PacingError.Record(lateness);
    }

    /// <summary>Counts content events that had no deadline (an answer without pauses, or one that is not streamed).</summary>
    public void Emitted() => Interlocked.Increment(ref _events);

    /// <summary>Forgets everything but what is under way.</summary>
    public void Reset()
    {
        Volatile.Write(ref _served, 0);
        Volatile.Write(ref _aborted, 0);
        Volatile.Write(ref _events, 0);
        Volatile.Write(ref _faults, 0);
        Volatile.Write(ref _refused, 0);
        Volatile.Write(ref _promptTokens, 0);
        Volatile.Write(ref _cachedTokens, 0);
        Volatile.Write(ref _peak, Active);
        PacingError.Reset();
    }
}
