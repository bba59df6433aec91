namespace Olla.Perf.Results.Store;

/// <summary>What a report says about a run beside its numbers.</summary>
/// <param name="RunId">Name of the run's folder.</param>
/// <param name="Hardware">Short identity of the machine (from its fingerprint), or <c>unknown</c>.</param>
/// <param name="Machine">The machine in words.</param>
/// <param name="Version">Version of the programs measured.</param>
internal sealed record RunFacts(string RunId, string Hardware, string Machine, string Version, DateTimeOffset Started)
{
    /// <summary>Loopback round trip, system call, timer, copy rate of the machine; empty if the run did not probe them.</summary>
    public string Probes { get; init; } = "";

    public const string HardwareName = "hardware";
    public const string MachineName = "machine";
    public const string VersionName = "version";
    public const string StartedName = "started";

    /// <summary>What kind of run it is: <see cref="SweepKind"/>, <see cref="GateKind"/> or <see cref="CompareKind"/>.</summary>
    public const string KindName = "kind";

    /// <summary>The machine's whole fingerprint, JSON.</summary>
    public const string FingerprintName = "fingerprint";

    /// <summary>What the machine costs before any proxy runs on it, in words.</summary>
    public const string ProbesName = "probes";

    public const string SweepKind = "sweep";
    public const string GateKind = "gate";
    public const string CompareKind = "compare";
    public const string KneeKind = "knee";
    public const string GateSeriesKind = "gates";

    public static RunFacts Read(RunStore store, RunFolder folder) => new(
        folder.Id,
        store.FindFact(HardwareName) ?? "unknown",
        store.FindFact(MachineName) ?? "unknown",
        store.FindFact(VersionName) ?? "unknown",
        DateTimeOffset.TryParse(store.FindFact(StartedName), System.Globalization.CultureInfo.InvariantCulture, out var started) ? started : default)
    {
        Probes = store.FindFact(ProbesName) ?? "",
    };
}
