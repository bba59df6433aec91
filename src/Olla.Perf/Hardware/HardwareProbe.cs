using System.Globalization;
using System.Runtime.InteropServices;

namespace Olla.Perf.Hardware;

/// <summary>Reads the fingerprint of this machine. What the system does not tell is named <c>unknown</c>.</summary>
internal static class HardwareProbe
{
    public static HardwareFingerprint Read() => new()
    {
        CpuModel = CpuModel(),
        Architecture = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(),
        Processors = Environment.ProcessorCount,
        MachineProcessors = MachineProcessors(),
        CpuQuota = CpuQuota(),
        MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        OperatingSystem = System.OperatingSystem.IsLinux() ? "linux" : System.OperatingSystem.IsWindows() ? "windows"
            : System.OperatingSystem.IsMacOS() ? "macos" : "other",
        Kernel = Environment.OSVersion.Version.ToString(2),
        Runtime = $".NET {Environment.Version.ToString(2)}",
        Container = Container(),
    };

    /// <summary>The quota of control groups, version 2 or 1, in cores; null without one.</summary>
    internal static double? ParseCpuQuota(string? cpuMax, string? quotaV1, string? periodV1)
    {
        var parts = cpuMax?.Trim().Split(' ');
        if (parts is { Length: 2 } && Number(parts[0]) is { } quota && Number(parts[1]) is { } period)
        {
            return quota / period;
        }

        return Number(quotaV1) is > 0 and var oldQuota && Number(periodV1) is > 0 and var oldPeriod ? oldQuota / oldPeriod : null;
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string CpuModel()
    {
        foreach (var line in ReadLines("/proc/cpuinfo"))
        {
            if (line.StartsWith("model name", StringComparison.Ordinal) || line.StartsWith("Model", StringComparison.Ordinal))
            {
                return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
            }
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown";
    }

    private static int MachineProcessors()
    {
        var count = ReadLines("/proc/cpuinfo").Count(line => line.StartsWith("processor", StringComparison.Ordinal));
        return count > 0 ? count : Environment.ProcessorCount;
    }

    private static double? CpuQuota() => ParseCpuQuota(
        ReadText("/sys/fs/cgroup/cpu.max"), ReadText("/sys/fs/cgroup/cpu/cpu.cfs_quota_us"), ReadText("/sys/fs/cgroup/cpu/cpu.cfs_period_us"));

    private static string Container()
    {
        if (Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is { Length: > 0 })
        {
            return "kubernetes";
        }

        if (File.Exists("/.dockerenv"))
        {
            return "docker";
        }

        if (File.Exists("/run/.containerenv"))
        {
            return "podman";
        }

        if (ReadText("/proc/version")?.Contains("microsoft", StringComparison.OrdinalIgnoreCase) == true)
        {
            return "wsl";
        }

        return ReadLines("/proc/cpuinfo").Any(line => line.StartsWith("flags", StringComparison.Ordinal) && line.Contains(" hypervisor", StringComparison.Ordinal))
            ? "vm" : "none";
    }

    private static IEnumerable<string> ReadLines(string path) => File.Exists(path) ? File.ReadLines(path) : [];

    private static string? ReadText(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
