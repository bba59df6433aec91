namespace Olla.Perf.Results.Log;

/// <summary>Whose resources a sample is about.</summary>
internal enum ResourceOwner { Proxy, Backends, Generator, Machine }

/// <summary>One sample of a process tree (or of the machine).</summary>
/// <param name="Time">Nanoseconds of the monotonic clock.</param>
/// <param name="Cpu">User and system time so far, nanoseconds.</param>
/// <param name="ResidentBytes">Resident set; 0 for the machine.</param>
/// <param name="PeakResidentBytes">Highest resident set since the window began; 0 where the system cannot say.</param>
/// <param name="ContextSwitches">Voluntary and involuntary so far.</param>
/// <param name="GcPause">Pause time of the garbage collector so far, nanoseconds; of the generator itself, and of the proxy if its runtime was listened to.</param>
internal readonly record struct ResourceRow(
    ResourceOwner Owner, long Time, long Cpu, long ResidentBytes, long PeakResidentBytes, int Threads, long ContextSwitches, int Sockets, long GcPause)
{
    /// <summary>Bytes allocated by the proxy since its runtime was listened to.</summary>
    public long AllocatedBytes { get; init; }
    /// <summary>Collections of the proxy's garbage collector since then.</summary>
    public long Collections { get; init; }
    /// <summary>Its longest pause since the sample before, nanoseconds.</summary>
    public long LongestGcPause { get; init; }
}
