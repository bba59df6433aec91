using Olla.Perf.Hardware;

namespace Olla.Perf.Tests.Hardware;

public sealed class HardwareProbeTests
{
    [Theory]
    [InlineData("200000 100000\n", null, null, 2.0)]
    [InlineData("50000 100000", null, null, 0.5)]
    [InlineData("max 100000", null, null, null)]
    [InlineData(null, "150000\n", "100000\n", 1.5)]
    [InlineData(null, "-1", "100000", null)]
    [InlineData(null, null, null, null)]
    public void The_quota_of_control_groups_is_read_in_both_versions(string? max, string? quota, string? period, double? cores) =>
        Assert.Equal(cores, HardwareProbe.ParseCpuQuota(max, quota, period));

    [Fact]
    public void This_machine_has_the_same_fingerprint_each_time()
    {
        var (one, other) = (HardwareProbe.Read(), HardwareProbe.Read());

        Assert.Equal(one, other);
        Assert.Equal(Environment.ProcessorCount, one.Processors);
        Assert.Matches("^[a-z0-9-]+-[0-9]+c-[0-9]+g-[0-9a-f]{6}$", one.Id);
    }

    [Fact]
    public void Its_name_is_made_of_what_tells_machines_apart_and_not_of_what_does_not()
    {
        var machine = HardwareProbe.Read() with { CpuModel = "Intel(R) Xeon(R) CPU E5-2680 v4 @ 2.40GHz", Processors = 8, CpuQuota = 2.5, MemoryBytes = 16L << 30 };

        Assert.StartsWith("intel-xeon-e52680-v4-3c-16g-", machine.Id, StringComparison.Ordinal);
        Assert.Equal(machine.Id, (machine with { Container = "docker", MachineProcessors = 64 }).Id);
        Assert.NotEqual(machine.Id, (machine with { Kernel = "7.0" }).Id);
    }
}
