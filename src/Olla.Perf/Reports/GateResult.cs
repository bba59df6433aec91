using Olla.Perf.Analysis.Gates;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps.Duels;

namespace Olla.Perf.Reports;

/// <summary>Everything that a finished gate says.</summary>
internal sealed record GateResult(Scenario Scenario, DuelSide Baseline, DuelSide Candidate, GateJudge Judge, DuelOutcome Outcome)
{
    /// <summary>A candidate that cannot be measured where the baseline can is a regression.</summary>
    public GateVerdict Verdict => Outcome.End switch
    {
        DuelEnd.CandidateBroken => GateVerdict.Regression,
        DuelEnd.Stopped => GateVerdict.Undecided,
        _ => Judge.Verdict,
    };
}
