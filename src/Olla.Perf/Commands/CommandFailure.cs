using Olla.Perf.Fleet;
using Olla.Perf.Load;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Commands;

/// <summary>What a person reads, and which exit code a script sees, when a command ended in an exception.</summary>
internal static class CommandFailure
{
    /// <summary>A programmer sets this variable to see where an unexpected exception came from.</summary>
    public const string StackTraceVariable = "OLLA_PERF_STACKTRACE";

    /// <param name="error">Any exception.</param>
    /// <param name="stopped">Somebody pressed Ctrl+C.</param>
    public static string Describe(Exception error, bool stopped) => Root(error) switch
    {
        OperationCanceledException when stopped => "stopped",
        ScenarioException or ConfigurationFileException or RunStoreException or TrialFailedException or FleetException => Root(error).Message,
        InvalidDataException or IOException or UnauthorizedAccessException => Root(error).Message,
        OutOfMemoryException => "there is not enough memory for this",
        _ when Environment.GetEnvironmentVariable(StackTraceVariable) is { Length: > 0 } => error.ToString(),
        var other => $"olla-perf failed unexpectedly: {other.GetType().Name}: {other.Message.ReplaceLineEndings(" ")}; {StackTraceVariable}=1 shows where",
    };

    /// <param name="error">Any exception.</param>
    /// <param name="command">The command's name. A gate's exit code 1 says that the candidate is worse; a gate that could not measure must not say so.</param>
    public static int ToExitCode(Exception error, string command) => Root(error) switch
    {
        ScenarioException or ConfigurationFileException => ExitCode.Usage,
        _ when command == GateCommand.Name => ExitCode.GateFailed,
        _ => ExitCode.Failure,
    };

    /// <summary>What failed in several threads at once is told by its first failure.</summary>
    private static Exception Root(Exception error) => error is AggregateException { InnerExceptions: [var first, ..] } ? Root(first) : error;
}
