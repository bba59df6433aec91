using System.Runtime.InteropServices;
using Olla.LlmApi.Streaming;

namespace Olla.Perf.Load.Pacing;

/// <summary>
/// Blocks a dedicated thread until an absolute time. On Linux by clock_nanosleep with an absolute deadline and the thread's timer slack at
/// its least: late by some ten microseconds, without spinning (which would take a core from the system under test). Elsewhere it waits in
/// milliseconds and spins the last one.
/// </summary>
internal sealed partial class DeadlineWaiter : IDisposable
{
    private const int ClockMonotonic = 1;
    private const int AbsoluteTime = 1;
    private const int SetTimerSlack = 29;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long SpinBelow = 2_000_000;
    private readonly ManualResetEventSlim _never = new();
    private readonly bool _native = OperatingSystem.IsLinux();

    /// <summary>Call on the thread that will wait: the timer slack is per thread.</summary>
    public DeadlineWaiter()
    {
        if (_native)
        {
            _ = Prctl(SetTimerSlack, 1, 0, 0, 0);
        }
    }

    /// <summary>Returns at or shortly after the time; at once if it has passed.</summary>
    /// <param name="deadline">Nanoseconds of the monotonic clock.</param>
    public void WaitUntil(long deadline)
    {
        if (_native)
        {
            var time = new TimeSpecification { Seconds = deadline / NanosecondsPerSecond, Nanoseconds = deadline % NanosecondsPerSecond };
            while (EmissionStamp.Now() < deadline && ClockNanosleep(ClockMonotonic, AbsoluteTime, in time, 0) != 0)
            {
                // Interrupted by a signal: the deadline is absolute, so simply wait on.
            }

            return;
        }

        while (deadline - EmissionStamp.Now() is > SpinBelow and var left)
        {
            _never.Wait((int)((left - SpinBelow) / 1_000_000) + 1);
        }

        while (EmissionStamp.Now() < deadline)
        {
            Thread.SpinWait(20);
        }
    }

    public void Dispose() => _never.Dispose();

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpecification
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int ClockNanosleep(int clock, int flags, in TimeSpecification request, nint remain);

    [LibraryImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Prctl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);
}
