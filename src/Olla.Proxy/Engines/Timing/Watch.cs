namespace Olla.Proxy.Engines.Timing;

/// <summary>Something with a deadline that a <see cref="CoarseClock"/> looks after.</summary>
internal abstract class Watch
{
    /// <summary>A deadline, and a limit, that does not come.</summary>
    public const long Never = long.MaxValue;

    private long _deadline = Never;

    internal Watch? Next { get; set; }
    internal Watch? Previous { get; set; }

    /// <summary>In ticks of the clock. Written by the owner on every event, read by the clock.</summary>
    public long Deadline
    {
        get => Volatile.Read(ref _deadline);
        set => Volatile.Write(ref _deadline, value);
    }

    /// <summary>Two limits one after the other.</summary>
    public static long Sum(long first, long second) => first > Never - second ? Never : first + second;

    /// <summary>Called once, on the clock's thread, when the deadline has passed. Must not block.</summary>
    protected internal abstract void Expire();
}
