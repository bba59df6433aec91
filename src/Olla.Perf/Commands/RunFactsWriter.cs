using System.Globalization;
using System.Reflection;
using Olla.Perf.Hardware;
using Olla.Perf.Results.Store;

namespace Olla.Perf.Commands;

/// <summary>Notes in a run's store what was measured, where and when; a resumed run keeps what was noted first.</summary>
internal static class RunFactsWriter
{
    public static void Write(RunStore store, string kind, TimeProvider time)
    {
        if (store.FindFact(RunFacts.StartedName) is not null)
        {
            return;
        }

        var hardware = HardwareProbe.Read();
        store.SetFact(RunFacts.KindName, kind);
        store.SetFact(RunFacts.HardwareName, hardware.Id);
        store.SetFact(RunFacts.MachineName, string.Create(
            CultureInfo.InvariantCulture,
            $"{hardware.CpuModel}, {hardware.Processors} processors, {hardware.MemoryBytes / 1e9:0} GB, {hardware.OperatingSystem} {hardware.Kernel}, {hardware.Runtime}"));
        store.SetFact(RunFacts.FingerprintName, HardwareMatch.Write(hardware));
        store.SetFact(RunFacts.ProbesName, MicroProbes.Run().InWords());
        store.SetFact(RunFacts.VersionName, Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");
        store.SetFact(RunFacts.StartedName, time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
    }
}
