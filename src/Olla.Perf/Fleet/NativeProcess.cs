using System.Runtime.InteropServices;

namespace Olla.Perf.Fleet;

/// <summary>What the runtime offers no call for.</summary>
internal static partial class NativeProcess
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Clock of another process, as Linux numbers it: the inverted process id, shifted, and the kind "scheduler".</summary>
    private const int SchedulerClock = 2;

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int Kill(int processId, int signal);

    /// <summary>User and system time of a process and its ended threads, in nanoseconds; -1 if it is gone. Linux only.</summary>
    public static long CpuTime(int processId)
    {
        var clock = (~processId << 3) | SchedulerClock;
        return ClockGetTime(clock, out var time) == 0 ? (time.Seconds * NanosecondsPerSecond) + time.Nanoseconds : -1;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int ClockGetTime(int clock, out TimeSpecification time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpecification
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
