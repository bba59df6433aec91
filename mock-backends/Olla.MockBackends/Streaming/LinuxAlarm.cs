using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Olla.MockBackends.Streaming;

/// <summary>An alarm on <c>ppoll</c> and an event descriptor: precise to some microseconds, where the framework's waits count milliseconds.</summary>
[SupportedOSPlatform("linux")]
internal sealed partial class LinuxAlarm : Alarm
{
    private const short PollIn = 1;
    private const int CloseOnExecute = 0x80000;
    private const int NonBlocking = 0x800;
    private const int SetTimerSlack = 29;
    private readonly int _descriptor = CreateDescriptor();

    // The kernel may delay a sleeper by its slack, 50 µs unless told otherwise.
    public override void Prepare() =>
        _ = Control(SetTimerSlack, 1000, 0, 0, 0);

    public override void Sleep(long ticks)
    {
        var poll = new PollDescriptor { Descriptor = _descriptor, Events = PollIn };
        if (ticks == long.MaxValue)
        {
            _ = Poll(ref poll, 1, IntPtr.Zero, IntPtr.Zero);
        }
        else
        {
            var time = new TimeSpecification { Seconds = ticks / 1_000_000_000, Nanoseconds = ticks % 1_000_000_000 };
            _ = Poll(ref poll, 1, ref time, IntPtr.Zero);
        }

        if (poll.ReturnedEvents != 0)
        {
            ulong count = 0;
            _ = Read(_descriptor, ref count, sizeof(ulong));
        }
    }

    public override void Ring()
    {
        ulong one = 1;
        _ = Write(_descriptor, ref one, sizeof(ulong));
    }

    public override void Dispose() => _ = Close(_descriptor);

    private static int CreateDescriptor()
    {
        var descriptor = CreateEvent(0, CloseOnExecute | NonBlocking);
        return descriptor >= 0 ? descriptor : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int CreateEvent(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, ref TimeSpecification time, IntPtr signalMask);

    [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, IntPtr time, IntPtr signalMask);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, ref ulong value, nuint size);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ref ulong value, nuint size);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint first, nuint second, nuint third, nuint fourth);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short ReturnedEvents;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpecification
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
