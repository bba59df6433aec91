namespace Olla.Perf.Sweeps;

/// <summary>What becomes of windows over the instrument's budget.</summary>
internal enum VoidWindows
{
    /// <summary>Kept as void, counted, run again: the only way to figures that can be believed.</summary>
    RunAgain,
    /// <summary>Used, and the report says so before anything else: for trying things on a machine that is never quiet.</summary>
    Keep,
}
