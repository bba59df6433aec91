using Olla.Perf.Results;
using Olla.Perf.Sweeps.Duels;

namespace Olla.Perf.Analysis.Gates;

/// <summary>Judges a candidate against a baseline pair by pair, and knows when enough is known.</summary>
internal sealed class GateJudge(GateRule rule, IReadOnlyList<GateQuantity> quantities)
{
    private readonly GateTrack[] _tracks = [.. quantities.Select(quantity => new GateTrack(quantity, rule, quantities.Count))];

    public GateRule Rule => rule;

    /// <summary>Quantities that were measured on both sides at least once.</summary>
    public IReadOnlyList<GateTrack> Tracks => [.. _tracks.Where(track => track.Differences.Count > 0)];

    public int Blocks { get; private set; }

    /// <summary>Whether the candidate fails requests that the baseline answers.</summary>
    public GateHarm Harm { get; } = new(rule);

    /// <summary>One regression is a regression, harm first; a pass needs every quantity.</summary>
    public GateVerdict Verdict
    {
        get
        {
            var measured = Tracks;
            return Harm.IsProven || measured.Any(track => track.Verdict == GateVerdict.Regression) ? GateVerdict.Regression
                : measured.Count > 0 && measured.All(track => track.Verdict == GateVerdict.Pass) ? GateVerdict.Pass
                : GateVerdict.Undecided;
        }
    }

    public bool IsOver => Verdict != GateVerdict.Undecided || Blocks >= rule.MostBlocks;

    /// <returns>Whether more pairs are wanted.</returns>
    public bool Hear(DuelBlock block)
    {
        Add(block.Baseline, block.Candidate);
        return !IsOver;
    }

    /// <summary>A pair whose windows a disturbed machine made useless: its times say nothing, its failures do.</summary>
    /// <returns>Whether more pairs are needed.</returns>
    public bool HearDisturbed(DuelBlock block)
    {
        Harm.Add(block.Baseline, block.Candidate);
        return !IsOver;
    }

    public void Add(TrialMeasurement baseline, TrialMeasurement candidate)
    {
        Harm.Add(baseline, candidate);
        Add([.. quantities.Select(quantity => quantity.Difference(baseline, candidate))]);
    }

    /// <param name="differences">In the order of the quantities; null for one that was not measured.</param>
    public void Add(IReadOnlyList<double?> differences)
    {
        Blocks++;
        for (var index = 0; index < _tracks.Length; index++)
        {
            if (differences[index] is { } difference)
            {
                _tracks[index].Add(difference);
            }
        }
    }
}
