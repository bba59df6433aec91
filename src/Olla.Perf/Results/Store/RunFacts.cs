namespace Olla.Perf.Results.Store;

/// <summary>What a report says about a run beside its numbers.</summary>
/// <param name="RunId">Name of the run's folder.</param>
/// <param name="Hardware">Short identity of the machine (from its fingerprint), or <c>unknown</c>.</param>
/// <param name="Machine">The machine in words.</param>
/// <param name="Version">Version of the programs measured.</param>
internal sealed record RunFacts(string RunId, string Hardware, string Machine, string Version, DateTimeOffset Started)
{
    public const string HardwareName = "hardware";
    public const string MachineName = "machine";
    public const string VersionName = "version";
    public const string StartedName = "started";

    public static RunFacts Read(RunStore store, RunFolder folder) => new(
        folder.Id,
        store.FindFact(HardwareName) ?? "unknown",
        store.FindFact(MachineName) ?? "unknown",
        store.FindFact(VersionName) ?? "unknown",
        DateTimeOffset.TryParse(store.FindFact(StartedName), System.Globalization.CultureInfo.InvariantCulture, out var started) ? started : default);
}
