namespace Olla.Proxy.Engines.Timing;

/// <summary>Why an attempt was stopped from outside.</summary>
internal enum Interruption
{
    None,
    TimedOut,
    ClientGone,
}

/// <summary>
/// Watches one attempt and stops it at most once: for its deadline, or because the client left. Whoever comes first, the attempt's own
/// end included, decides; so a connection that was given back is never closed by a late deadline.
/// </summary>
internal abstract class AttemptGuard : Watch
{
    private const int Running = 0;
    private const int Finished = 3;
    private int _state;

    /// <summary>Limit of the whole exchange in clock ticks, which no extension may pass.</summary>
    public long Horizon { get; init; } = Never;

    /// <summary>What stopped the attempt so far.</summary>
    public Interruption Interruption => Volatile.Read(ref _state) switch
    {
        (int)Interruption.TimedOut => Interruption.TimedOut,
        (int)Interruption.ClientGone => Interruption.ClientGone,
        _ => Interruption.None,
    };

    /// <summary>Moves the deadline to a limit from now, but never past the horizon.</summary>
    public void Touch(long now, long limit) =>
        Deadline = limit == Never ? Horizon : Math.Min(now + limit, Horizon);

    /// <summary>Takes the deadline away while the client, not the backend, makes us wait.</summary>
    public void Pause() => Deadline = Horizon;

    /// <summary>Ends the attempt from inside; false when it was stopped before, so that nothing of it may be used again.</summary>
    public bool TryFinish() => Interlocked.CompareExchange(ref _state, Finished, Running) == Running;

    /// <summary>The client left.</summary>
    public void ClientGone() => Stop(Interruption.ClientGone);

    protected internal override void Expire() => Stop(Interruption.TimedOut);

    /// <summary>Makes whatever the attempt waits for return. Runs on another thread; must not throw or block.</summary>
    protected abstract void Interrupt();

    private void Stop(Interruption reason)
    {
        if (Interlocked.CompareExchange(ref _state, (int)reason, Running) == Running)
        {
            Interrupt();
        }
    }
}
