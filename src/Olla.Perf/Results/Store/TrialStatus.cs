namespace Olla.Perf.Results.Store;

/// <summary>How a trial ended.</summary>
internal enum TrialStatus
{
    /// <summary>Measured, and its window is good.</summary>
    Done,
    /// <summary>Measured, but its window must not be used; kept, counted, run again.</summary>
    Void,
    /// <summary>Could not be run.</summary>
    Failed,
}
