using Olla.Perf.Results;

namespace Olla.Perf.Sweeps.Duels;

/// <summary>A pair of good trials on one trace.</summary>
internal sealed record DuelBlock(int Number, TrialMeasurement Baseline, TrialMeasurement Candidate);

/// <summary>Why a duel ended.</summary>
internal enum DuelEnd
{
    /// <summary>Whoever watches knows enough.</summary>
    Decided,
    /// <summary>All blocks were run, or the time is used up.</summary>
    OutOfBudget,
    /// <summary>A person stopped it.</summary>
    Stopped,
    /// <summary>The candidate could not be measured where the baseline could.</summary>
    CandidateBroken,
    /// <summary>Window after window was disturbed: this machine is not quiet enough now.</summary>
    NeverQuiet,
}

/// <summary>What a duel came to.</summary>
/// <param name="Blocks">Good pairs.</param>
/// <param name="LostBlocks">Blocks without a good trial of both sides.</param>
/// <param name="Detail">What was wrong, where something was; else empty.</param>
internal sealed record DuelOutcome(DuelEnd End, IReadOnlyList<DuelBlock> Blocks, int LostBlocks, string Detail);
