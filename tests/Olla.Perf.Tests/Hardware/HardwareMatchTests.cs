using Olla.Perf.Hardware;

namespace Olla.Perf.Tests.Hardware;

public sealed class HardwareMatchTests
{
    private static readonly HardwareFingerprint Here = new()
    {
        CpuModel = "AMD EPYC",
        Architecture = "x64",
        Processors = 4,
        MachineProcessors = 4,
        MemoryBytes = 16L << 30,
        OperatingSystem = "linux",
        Kernel = "6.8",
        Runtime = ".NET 10.0",
        Container = "none",
    };

    [Fact]
    public void A_fingerprint_is_at_no_distance_from_itself_and_survives_being_stored()
    {
        var read = HardwareMatch.Read(HardwareMatch.Write(Here));

        Assert.Equal(Here, read);
        Assert.Equal(0, HardwareMatch.Distance(Here, read!));
    }

    [Fact]
    public void Another_kernel_is_nearer_than_half_the_cores_and_those_nearer_than_another_architecture()
    {
        var distances = new[]
        {
            HardwareMatch.Distance(Here, Here with { Kernel = "6.1" }),
            HardwareMatch.Distance(Here, Here with { CpuModel = "Intel Xeon" }),
            HardwareMatch.Distance(Here, Here with { Processors = 2 }),
            HardwareMatch.Distance(Here, Here with { Architecture = "arm64" }),
        };

        Assert.Equal(distances.Order(), distances);
        Assert.Equal(distances.Distinct(), distances);
    }

    [Fact]
    public void A_quota_counts_as_the_cores_that_it_leaves() =>
        Assert.Equal(HardwareMatch.Distance(Here, Here with { Processors = 2 }), HardwareMatch.Distance(Here, Here with { CpuQuota = 2 }));

    [Fact]
    public void Text_that_is_no_fingerprint_is_none() => Assert.Null(HardwareMatch.Read("{"));
}
