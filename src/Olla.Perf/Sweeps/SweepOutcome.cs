namespace Olla.Perf.Sweeps;

/// <summary>Why a sweep ended.</summary>
internal enum SweepEnd
{
    /// <summary>Every planned block was run.</summary>
    Finished,
    /// <summary>The budget of time was used up.</summary>
    OutOfTime,
    /// <summary>A person stopped it.</summary>
    Stopped,
}

/// <summary>What a sweep did.</summary>
/// <param name="CompleteBlocks">Blocks in which everything that was planned has a good trial, or used up its attempts.</param>
internal sealed record SweepOutcome(SweepEnd End, int CompleteBlocks, int TrialsRun, int TrialsSkipped);
