using System.Diagnostics;
using Olla.Proxy.Engines.Olla.Lane.Native;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>A descriptor that a loop watches. Belongs to its loop's thread; nobody else touches it.</summary>
internal abstract class LaneSocket(LaneLoop loop, int descriptor)
{
    /// <summary>A deadline that never comes.</summary>
    public const long Never = long.MaxValue;

    private uint _watched;

    public LaneLoop Loop { get; } = loop;

    public int Descriptor { get; } = descriptor;

    /// <summary>When <see cref="OnDeadline"/> is due, in the loop's ticks.</summary>
    public long Deadline { get; set; } = Never;

    /// <summary>Place in the loop's list; -1 when it is not there.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>Tells this socket from an earlier one with the same descriptor whose event is still in the batch.</summary>
    public uint Generation { get; set; }

    public bool IsClosed { get; private set; }

    /// <summary>Something happened; <paramref name="events"/> are the system's bits.</summary>
    public abstract void OnReady(uint events);

    /// <summary>The deadline has passed; it was set to <see cref="Never"/> before the call.</summary>
    public abstract void OnDeadline();

    /// <summary>Changes what is waited for; zero waits for nothing, not even for errors, which the system would repeat without end.</summary>
    public void Watch(uint events)
    {
        if (events == _watched) return;
        Debug.Assert(!IsClosed);
        if (_watched == 0) Loop.StartWatching(this, events);
        else if (events == 0) Loop.StopWatching(this);
        else Loop.ChangeWatching(this, events);
        _watched = events;
    }

    /// <summary>Takes the descriptor out of the loop without closing it.</summary>
    protected void Leave()
    {
        if (_watched != 0) Loop.StopWatching(this);
        _watched = 0;
        IsClosed = true;
        Loop.Forget(this);
    }

    /// <summary>Takes the descriptor out of the loop and closes it; closing takes it out of the system's set by itself.</summary>
    protected void LeaveAndClose()
    {
        IsClosed = true;
        Loop.Forget(this);
        _ = Libc.Close(Descriptor);
    }
}
