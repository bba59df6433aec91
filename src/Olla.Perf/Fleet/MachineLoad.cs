using System.Globalization;

namespace Olla.Perf.Fleet;

/// <summary>How busy the whole machine is.</summary>
internal static class MachineLoad
{
    private const long NanosecondsPerTick = 10_000_000;

    /// <summary>CPU time that the machine has spent since boot (user, nice, system, interrupts, stolen excluded), nanoseconds; 0 where unknown.</summary>
    public static long ReadCpu()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        // user nice system idle iowait irq softirq, in hundredths of a second
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (Field(1) + Field(2) + Field(3) + Field(6) + Field(7)) * NanosecondsPerTick;

        long Field(int index) => long.Parse(fields[index], CultureInfo.InvariantCulture);
    }
}
