using System.Diagnostics;

namespace Olla.MockBackends.Streaming;

/// <summary>An alarm from the framework's means alone: precise to the system's timer, 1 to 16 ms.</summary>
internal sealed class PortableAlarm : Alarm
{
    private readonly AutoResetEvent _ring = new(false);

    public override void Sleep(long ticks) =>
        _ring.WaitOne(ticks == long.MaxValue ? Timeout.Infinite : (int)Math.Clamp(ticks * 1000 / Stopwatch.Frequency, 0, int.MaxValue - 1));

    public override void Ring() => _ring.Set();

    public override void Dispose() => _ring.Dispose();
}
