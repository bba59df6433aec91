namespace Olla.Perf.Sweeps;

/// <summary>A candidate that left the race.</summary>
/// <param name="AfterBlock">The last block it ran in.</param>
internal sealed record CandidateDrop(string CandidateId, int AfterBlock, string Reason);
