using Olla.Perf.Fleet;

namespace Olla.Perf.Sweeps.Duels;

/// <summary>One of two sides that are measured turn by turn: a build of the proxy, a configuration, or both.</summary>
/// <param name="Id"><c>baseline</c> or <c>candidate</c>: how its trials are stored.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Settings">Keys in force on this side, beside the scenario's.</param>
/// <param name="Build">The proxy's program; null is the build of this source tree.</param>
internal sealed record DuelSide(string Id, string Label, IReadOnlyDictionary<string, string> Settings, ProgramLocation? Build)
{
    public const string Baseline = "baseline";

    public const string Candidate = "candidate";

    /// <summary>Whether both sides run the same program with the same settings, so that any difference between them is noise.</summary>
    public bool RunsAs(DuelSide other) =>
        Build?.CommandLine == other.Build?.CommandLine
        && Settings.Count == other.Settings.Count && !Settings.Except(other.Settings).Any();

    public Candidate ToCandidate() => new() { Id = Id, Settings = Settings };
}
