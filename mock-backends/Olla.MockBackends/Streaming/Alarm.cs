using System.Diagnostics;

namespace Olla.MockBackends.Streaming;

/// <summary>Puts one thread to sleep for a precise time; any thread can end the sleep early.</summary>
internal abstract class Alarm : IDisposable
{
    /// <summary>The most precise alarm of this system.</summary>
    public static Alarm Create() => OperatingSystem.IsLinux() ? new LinuxAlarm() : new PortableAlarm();

    /// <summary>Called once on the thread that is going to sleep.</summary>
    public virtual void Prepare()
    {
    }

    /// <summary>Sleeps for so many <see cref="Stopwatch"/> ticks, <see cref="long.MaxValue"/> for ever, or until <see cref="Ring"/>.</summary>
    public abstract void Sleep(long ticks);

    /// <summary>Ends the present sleep, or the next one if nobody sleeps now.</summary>
    public abstract void Ring();

    /// <inheritdoc />
    public abstract void Dispose();
}
