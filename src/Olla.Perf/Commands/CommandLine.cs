using System.CommandLine;
using Olla.Perf.Fleet;
using Olla.Perf.Load;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Commands;

/// <summary>The program's commands, and what a person reads when one goes wrong.</summary>
internal static class CommandLine
{
    public static RootCommand Create() => new("Measures the proxy's configurations over mock or real LLM backends and says, with evidence, which to run.")
    {
        SweepCommand.Create(),
        ReportCommand.Create(),
        RecommendCommand.Create(),
        MeasureCommand.Create(),
        CompareCommand.Create(),
        GateCommand.Create(),
        CalibrateCommand.Create(),
        ClaimsCommand.Create(),
        ExportCommand.Create(),
        KneeCommand.Create(),
        RefineCommand.Create(),
        IndexCommand.Create(),
        SchemaCommand.Create(),
        AnalyzeCommand.Create(),
        CertifyCommand.Create(),
    };

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter errors, TextWriter? output = null)
    {
        var result = Create().Parse(arguments);
        if (result.Errors.Count > 0 || UsageMessage.UnknownOption(result) is not null)
        {
            await errors.WriteLineAsync(UsageMessage.Of(result));
            return ExitCode.Usage;
        }

        using var interruption = new Interruption();
        try
        {
            // The commands answer to Interruption themselves: a sweep that is stopped still writes its report.
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = output ?? Console.Out, Error = errors };
            return await result.InvokeAsync(configuration, interruption.Token);
        }
        catch (Exception error) when (error is ScenarioException or ConfigurationFileException)
        {
            await errors.WriteLineAsync(error.Message);
            return ExitCode.Usage;
        }
        catch (Exception error) when (error is RunStoreException or TrialFailedException or FleetException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(error.Message);
            return FailureOf(result);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            await errors.WriteLineAsync("stopped");
            return FailureOf(result);
        }
    }

    // A gate's exit code 1 says that the candidate is worse. A gate that could not measure must not say so.
    private static int FailureOf(ParseResult result) =>
        result.CommandResult.Command.Name == GateCommand.Name ? ExitCode.GateFailed : ExitCode.Failure;
}
