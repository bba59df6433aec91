namespace Olla.Perf.Commands;

/// <summary>What the program's exit code says.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    /// <summary>Something failed; for a gate: a regression.</summary>
    public const int Failure = 1;
    /// <summary>The command line or a file says something that is not allowed.</summary>
    public const int Usage = 2;
    /// <summary>A gate could not tell within its budget.</summary>
    public const int Undecided = 3;
    /// <summary>A gate that could not measure: a program missing, a disk full. A failure of the gate is no regression of the candidate.</summary>
    public const int GateFailed = 4;
}
