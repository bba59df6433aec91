using System.Text.Json;

namespace Olla.Perf.Hardware;

/// <summary>Says how like two machines are, for offering the nearest one's results where nothing was measured.</summary>
internal static class HardwareMatch
{
    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string Write(HardwareFingerprint fingerprint) => JsonSerializer.Serialize(fingerprint, _json);

    /// <summary>Null for text that is no fingerprint.</summary>
    public static HardwareFingerprint? Read(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize<HardwareFingerprint>(json, _json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Zero for the same kind of machine. A doubling of cores counts two, of memory a half (a proxy is seldom short of it); another
    /// architecture or system counts more than any size, since relays differ there.
    /// </summary>
    public static double Distance(HardwareFingerprint one, HardwareFingerprint two) =>
        (2 * Doublings(Cores(one), Cores(two)))
        + (0.5 * Doublings(one.MemoryBytes, two.MemoryBytes))
        + (one.Architecture == two.Architecture ? 0 : 6)
        + (one.OperatingSystem == two.OperatingSystem ? 0 : 6)
        + (one.CpuModel == two.CpuModel ? 0 : 1)
        + (one.Runtime == two.Runtime ? 0 : 1)
        + (one.Kernel == two.Kernel ? 0 : 0.25)
        + (one.Container == two.Container ? 0 : 0.25);

    private static double Cores(HardwareFingerprint machine) => Math.Min(machine.CpuQuota ?? machine.Processors, machine.Processors);

    private static double Doublings(double one, double two) => one > 0 && two > 0 ? Math.Abs(Math.Log2(one / two)) : 1;
}
