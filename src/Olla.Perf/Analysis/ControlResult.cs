namespace Olla.Perf.Analysis;

/// <summary>What a control came to.</summary>
internal enum ControlState
{
    /// <summary>The harness saw what it must see.</summary>
    Shown,
    /// <summary>The harness did not see it, or saw the opposite: its other findings are in doubt.</summary>
    NotShown,
    /// <summary>Too few blocks to tell.</summary>
    Undecided,
}

/// <summary>A known truth that the run had to find again.</summary>
internal sealed record ControlResult(string Name, string Expectation, ControlState State, string Evidence);
