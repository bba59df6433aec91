namespace Olla.Proxy.Engines.Timing;

/// <summary>
/// One clock for all streams: it ticks a few times a second while anything is watched, and cuts what has passed its deadline. A stream
/// that moves only writes a number; it owns no timer and no cancellation source.
/// Threads: <see cref="Now"/> may be read by any; adding and removing take a lock, once per attempt.
/// </summary>
internal sealed class CoarseClock : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _period;
    private readonly long _periodTicks;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private readonly List<Watch> _expired = [];
    private readonly Watch _ring = new Sentinel();
    private long _now;
    private int _scanning;
    private bool _ticking;

    /// <param name="time">Where time comes from.</param>
    /// <param name="period">Time between two ticks, and so the accuracy of every deadline.</param>
    public CoarseClock(TimeProvider time, TimeSpan period)
    {
        _time = time;
        _period = period;
        _periodTicks = ToTicks(period);
        _now = time.GetTimestamp();
        _ring.Next = _ring.Previous = _ring;
        _timer = time.CreateTimer(static state => ((CoarseClock)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The time of the last tick, in <see cref="TimeProvider.GetTimestamp"/> ticks; late by up to one period.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>A duration as a number to add to <see cref="Now"/>, long enough that nothing expires early; zero or less means never.</summary>
    public long Limit(TimeSpan duration) =>
        duration <= TimeSpan.Zero ? Watch.Never : ToTicks(duration) is var ticks && ticks < Watch.Never - _periodTicks ? ticks + _periodTicks : Watch.Never;

    /// <summary>Begins to watch. The watch has no deadline until it is given one.</summary>
    public void Add(Watch watch)
    {
        lock (_gate)
        {
            if (!_ticking)
            {
                _ticking = true;
                Volatile.Write(ref _now, _time.GetTimestamp());
                _ = _timer.Change(_period, _period);
            }

            watch.Next = _ring;
            watch.Previous = _ring.Previous;
            watch.Previous!.Next = watch;
            _ring.Previous = watch;
        }
    }

    /// <summary>Ends watching; a watch that was not added is left alone.</summary>
    public void Remove(Watch watch)
    {
        lock (_gate)
        {
            Unlink(watch);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        // A tick that is late enough to meet the next one is skipped: the list of expired watches has one owner.
        if (Interlocked.Exchange(ref _scanning, 1) != 0)
        {
            return;
        }

        try
        {
            Scan();
        }
        finally
        {
            Volatile.Write(ref _scanning, 0);
        }
    }

    private void Scan()
    {
        var now = _time.GetTimestamp();
        Volatile.Write(ref _now, now);
        lock (_gate)
        {
            for (var watch = _ring.Next!; watch != _ring;)
            {
                var next = watch.Next!;
                if (watch.Deadline <= now)
                {
                    Unlink(watch);
                    _expired.Add(watch);
                }

                watch = next;
            }

            // A last tick after everything ended keeps idle processes asleep.
            if (_ring.Next == _ring && _expired.Count == 0)
            {
                _ticking = false;
                _ = _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        foreach (var watch in _expired)
        {
            watch.Expire();
        }

        _expired.Clear();
    }

    private static void Unlink(Watch watch)
    {
        if (watch.Next is null)
        {
            return;
        }

        watch.Previous!.Next = watch.Next;
        watch.Next.Previous = watch.Previous;
        watch.Next = watch.Previous = null;
    }

    private long ToTicks(TimeSpan duration) => (long)(duration.TotalSeconds * _time.TimestampFrequency);

    private sealed class Sentinel : Watch
    {
        protected internal override void Expire()
        {
        }
    }
}
