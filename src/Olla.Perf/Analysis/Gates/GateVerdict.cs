namespace Olla.Perf.Analysis.Gates;

/// <summary>What a gate comes to, for one quantity or for all.</summary>
internal enum GateVerdict
{
    /// <summary>Not known yet, or not within the budget.</summary>
    Undecided,
    /// <summary>Proven not to be worse by the margin.</summary>
    Pass,
    /// <summary>Proven to be worse by more than the tolerance.</summary>
    Regression,
}
