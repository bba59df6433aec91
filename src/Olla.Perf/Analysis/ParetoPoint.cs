using Olla.Perf.Sweeps;

namespace Olla.Perf.Analysis;

/// <summary>A candidate's place among the others.</summary>
/// <param name="OnFront">Whether no other candidate dominates it.</param>
/// <param name="ProbabilityOnFront">The same over resampled blocks: how sure that is.</param>
internal sealed record ParetoPoint(Candidate Candidate, bool OnFront, double ProbabilityOnFront);
