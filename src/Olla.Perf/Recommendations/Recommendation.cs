using Olla.Perf.Analysis;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Recommendations;

/// <summary>The smallest difference from the defaults that earns its place, for one goal.</summary>
internal sealed record Recommendation
{
    public required Goal Goal { get; init; }

    /// <summary>Keys that differ from the defaults, in the order in which they were proven.</summary>
    public required IReadOnlyList<KeyEvidence> Changes { get; init; }

    public required IReadOnlyList<KeptKey> Kept { get; init; }

    /// <summary>The measured candidate that has exactly these settings; null if that combination was not run as a whole.</summary>
    public Candidate? Measured { get; init; }

    /// <summary>The whole combination against the defaults, on the goal's score.</summary>
    public Comparison? AgainstDefaults { get; init; }

    /// <summary>How sure it is that nothing beats <see cref="Measured"/> on every objective.</summary>
    public double? ProbabilityOnFront { get; init; }

    /// <summary>The candidate with the best score in this run, proven or not.</summary>
    public Candidate? BestObserved { get; init; }

    /// <summary>Keys and values to write.</summary>
    public IReadOnlyDictionary<string, string> Settings => Changes.ToDictionary(change => change.Key, change => change.Value);
}
