using Olla.Perf.Results;
using Olla.Perf.Results.Store;
using Olla.Perf.Sweeps;
using Olla.Perf.Sweeps.Duels;

namespace Olla.Perf.Analysis.Gates;

/// <summary>Finds the pairs of one run in which the very same thing was measured twice on one trace.</summary>
internal static class TwinPairs
{
    /// <summary>Of a sweep: its A/A twin and that twin's other half. Of a gate of a build against itself: both sides.</summary>
    public static IReadOnlyList<(TrialMeasurement First, TrialMeasurement Second)> Find(IReadOnlyList<TrialRecord> trials)
    {
        var good = trials.Where(trial => trial is { Status: TrialStatus.Done, Measurement: not null }).ToList();
        return [.. good.GroupBy(trial => trial.Block).OrderBy(block => block.Key).Select(Pair).OfType<(TrialMeasurement, TrialMeasurement)>()];
    }

    /// <summary>Quantities that every pair has, and the pairs' differences in them.</summary>
    public static (IReadOnlyList<GateQuantity> Quantities, IReadOnlyList<IReadOnlyList<double?>> Differences) Differences(
        IReadOnlyList<(TrialMeasurement First, TrialMeasurement Second)> pairs, IReadOnlyList<GateQuantity> wanted)
    {
        var quantities = wanted.Where(quantity => pairs.All(pair => quantity.Difference(pair.First, pair.Second) is not null)).ToList();
        return (quantities, [.. pairs.Select(pair => (IReadOnlyList<double?>)[.. quantities.Select(quantity => quantity.Difference(pair.First, pair.Second))])]);
    }

    private static (TrialMeasurement First, TrialMeasurement Second)? Pair(IEnumerable<TrialRecord> block)
    {
        var trials = block.ToList();
        var twin = trials.Find(trial => trial.Candidate.Role == TrialRole.AaTwin);
        var first = twin is null
            ? trials.Find(trial => trial.Candidate.Id == DuelSide.Baseline)
            : trials.Find(trial => trial.Candidate.Role == TrialRole.Candidate && trial.Candidate.Id == twin.Candidate.Id);
        var second = twin ?? trials.Find(trial => trial.Candidate.Id == DuelSide.Candidate);
        return first?.Measurement is { } one && second?.Measurement is { } two ? (one, two) : null;
    }
}
