namespace Olla.Perf.Sweeps;

/// <summary>One trial of the plan.</summary>
/// <param name="Position">Place in the block's order, from 0.</param>
internal sealed record PlannedTrial(int Block, int Position, Candidate Candidate, ulong TraceSeed)
{
    /// <summary>Who runs: the same in a resumed run, so that no finished trial is run twice.</summary>
    public string Key => $"b{Block:000}-{Candidate.Role switch
    {
        TrialRole.Direct => "direct",
        TrialRole.AaTwin => Candidate.Id + "-twin",
        _ => Candidate.Id,
    }}";
}
