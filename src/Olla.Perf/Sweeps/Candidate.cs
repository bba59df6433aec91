namespace Olla.Perf.Sweeps;

/// <summary>What role a trial plays in its block.</summary>
internal enum TrialRole
{
    /// <summary>A configuration under test.</summary>
    Candidate,
    /// <summary>The same configuration as the baseline once more: measures the noise floor.</summary>
    AaTwin,
    /// <summary>No proxy in between: the instrument's own base line.</summary>
    Direct,
}

/// <summary>One configuration of the proxy: the swept keys and their values, as YAML text.</summary>
internal sealed record Candidate
{
    /// <summary>Stable short identity, the same for the same settings in any run.</summary>
    public required string Id { get; init; }
    public required IReadOnlyDictionary<string, string> Settings { get; init; }
    public TrialRole Role { get; init; } = TrialRole.Candidate;
}
