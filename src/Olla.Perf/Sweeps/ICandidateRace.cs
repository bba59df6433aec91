using Olla.Perf.Results.Store;

namespace Olla.Perf.Sweeps;

/// <summary>Judges after each block which candidates cannot win any more.</summary>
internal interface ICandidateRace
{
    /// <summary>The candidates that leave after <paramref name="block"/>; never the baseline.</summary>
    IReadOnlyList<CandidateDrop> Judge(
        SearchSpace space, IReadOnlyList<TrialRecord> trials, IReadOnlyList<CandidateDrop> earlier, int block);
}
