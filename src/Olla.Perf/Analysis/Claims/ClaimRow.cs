namespace Olla.Perf.Analysis.Claims;

/// <summary>What a measurement says to a claim.</summary>
internal enum ClaimState
{
    Holds,
    DoesNotHold,
    /// <summary>Not by this run, or not on this machine; the reason says which.</summary>
    NotMeasurable,
}

/// <summary>One number of the performance guide, measured.</summary>
/// <param name="Section">Where the guide states it.</param>
/// <param name="Claim">What it states.</param>
/// <param name="Measured">The figure with its 95 % interval; empty if there is none.</param>
/// <param name="Reason">How it was measured, or why not.</param>
internal sealed record ClaimRow(string Section, string Claim, ClaimState State, string Measured, string Reason);
