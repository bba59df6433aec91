using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Olla.Perf.Fleet;

/// <summary>What a process and all its descendants use, at one moment.</summary>
/// <param name="Cpu">User and system time so far, nanoseconds.</param>
internal readonly record struct ProcessUsage(long Cpu, long ResidentBytes, long PeakResidentBytes, int Threads, long ContextSwitches, int Sockets);

/// <summary>
/// Reads the resources of a process tree. On Linux from /proc and from the process's CPU clock, which counts nanoseconds where
/// /proc/PID/stat counts hundredths of a second; elsewhere from the runtime, without children.
/// </summary>
/// <param name="withChildren">False for a process whose children are sampled on their own.</param>
internal sealed class ProcessTree(int root, bool withChildren = true)
{
    /// <summary>Makes the peak of the resident set begin anew. Linux only; needs the right to write to the process's clear_refs.</summary>
    public void ResetPeak()
    {
        foreach (var id in Members())
        {
            try
            {
                File.WriteAllText($"/proc/{id}/clear_refs", "5");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Then the peak is that of the process's whole life: an upper bound.
            }
        }
    }

    public ProcessUsage Read()
    {
        if (!OperatingSystem.IsLinux())
        {
            return ReadPortable();
        }

        var usage = default(ProcessUsage);
        foreach (var id in Members())
        {
            var one = ReadProcess(id);
            usage = new ProcessUsage(
                usage.Cpu + one.Cpu, usage.ResidentBytes + one.ResidentBytes, usage.PeakResidentBytes + one.PeakResidentBytes,
                usage.Threads + one.Threads, usage.ContextSwitches + one.ContextSwitches, usage.Sockets + one.Sockets);
        }

        return usage;
    }

    /// <summary>CPU alone: two system calls per process, for the edges of a window.</summary>
    public long ReadCpu() => OperatingSystem.IsLinux() ? Members().Sum(id => Math.Max(0, NativeProcess.CpuTime(id))) : ReadPortable().Cpu;

    /// <summary>Open sockets of the tree; costs a look at every open file, so do not ask often.</summary>
    public int CountSockets()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        var count = 0;
        foreach (var id in Members())
        {
            try
            {
                count += new DirectoryInfo($"/proc/{id}/fd").EnumerateFiles().Count(file => file.LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile.
            }
        }

        return count;
    }

    private List<int> Members()
    {
        var members = new List<int> { root };
        for (var index = 0; withChildren && index < members.Count; index++)
        {
            try
            {
                foreach (var task in Directory.EnumerateDirectories($"/proc/{members[index]}/task"))
                {
                    var children = File.ReadAllText(Path.Combine(task, "children"));
                    foreach (var child in children.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    {
                        members.Add(int.Parse(child, CultureInfo.InvariantCulture));
                    }
                }
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        return members;
    }

    private static ProcessUsage ReadProcess(int id)
    {
        try
        {
            long resident = 0, peak = 0, switches = 0;
            var threads = 0;
            foreach (var line in File.ReadLines($"/proc/{id}/status"))
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                var value = line.AsSpan(colon + 1).Trim();
                switch (line.AsSpan(0, colon))
                {
                    case "VmRSS": resident = Kilobytes(value); break;
                    case "VmHWM": peak = Kilobytes(value); break;
                    case "Threads": threads = int.Parse(value, CultureInfo.InvariantCulture); break;
                    default: break;
                }
            }

            foreach (var task in Directory.EnumerateDirectories($"/proc/{id}/task"))
            {
                switches += Switches(task);
            }

            return new ProcessUsage(Math.Max(0, NativeProcess.CpuTime(id)), resident, peak, threads, switches, 0);
        }
        catch (IOException)
        {
            return default;
        }
    }

    private static long Switches(string task)
    {
        try
        {
            // Third number of schedstat: time slices run, which is how often the thread was switched to.
            var fields = File.ReadAllText(Path.Combine(task, "schedstat"), Encoding.ASCII).AsSpan().Trim();
            return long.Parse(fields[(fields.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static long Kilobytes(ReadOnlySpan<char> value) => long.Parse(value[..value.IndexOf(' ')], CultureInfo.InvariantCulture) * 1024;

    private ProcessUsage ReadPortable()
    {
        try
        {
            using var process = Process.GetProcessById(root);
            return new ProcessUsage(
                process.TotalProcessorTime.Ticks * 100, process.WorkingSet64, process.PeakWorkingSet64, process.Threads.Count, 0, 0);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return default;
        }
    }
}
