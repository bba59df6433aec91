using Olla.Perf.Results;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Analysis;

/// <summary>Everything that a run's trials say, before any recommendation.</summary>
internal sealed record RunAnalysis
{
    public required RunData Data { get; init; }
    public required NoiseFloor Floor { get; init; }
    public required IReadOnlyList<Metric> Objectives { get; init; }
    /// <summary>Every candidate against the baseline, on each objective.</summary>
    public required IReadOnlyDictionary<(string Candidate, string Metric), Comparison> AgainstBaseline { get; init; }
    public required IReadOnlyList<KnobEffect> Effects { get; init; }
    /// <summary>Effects of a knob under one value of another knob.</summary>
    public required IReadOnlyList<KnobEffect> ConditionalEffects { get; init; }
    public required IReadOnlyList<ParetoPoint> Pareto { get; init; }
    public required IReadOnlyList<ControlResult> Controls { get; init; }

    /// <summary>Candidates on the front, surest first.</summary>
    public IReadOnlyList<ParetoPoint> Front => [.. Pareto.Where(point => point.OnFront).OrderByDescending(point => point.ProbabilityOnFront)];

    /// <summary>How a candidate is called in tables: its settings, and that it is the baseline if it is.</summary>
    public string Label(Candidate candidate) =>
        CandidateIdentity.Label(Data.EffectiveSettings(candidate)) + (candidate.Id == Data.Space.Baseline.Id ? " (defaults)" : "");
}
