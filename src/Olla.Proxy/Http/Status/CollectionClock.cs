namespace Olla.Proxy.Http.Status;

/// <summary>Knows when the garbage collector last ran: a dead object's finalizer runs after each collection and leaves a successor.</summary>
internal sealed class CollectionClock
{
    private readonly TimeProvider _time;
    private long _lastTicks;

    public CollectionClock(TimeProvider time)
    {
        _time = time;
        Sentinel.Leave(this);
    }

    /// <summary>The end of the last collection; null before the first.</summary>
    public DateTimeOffset? Last => Volatile.Read(ref _lastTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    private sealed class Sentinel(CollectionClock owner)
    {
        ~Sentinel()
        {
            Volatile.Write(ref owner._lastTicks, owner._time.GetUtcNow().UtcTicks);
            if (!Environment.HasShutdownStarted)
            {
                Leave(owner);
            }
        }

        public static void Leave(CollectionClock owner) => _ = new Sentinel(owner);
    }
}
