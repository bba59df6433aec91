using System.CommandLine;

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
        using var interruption = new Interruption();
        var command = "";
        try
        {
            var result = Create().Parse(arguments);
            command = result.CommandResult.Command.Name;
            if (result.Errors.Count > 0 || UsageMessage.UnknownOption(result) is not null)
            {
                WriteLastWords(errors, UsageMessage.Of(result));
                return ExitCode.Usage;
            }

            // The commands answer to Interruption themselves: a sweep that is stopped still writes its report.
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = output ?? Console.Out, Error = errors };
            return await result.InvokeAsync(configuration, interruption.Token);
        }
        catch (Exception error)
        {
            // All of them: an exception that left Main would be a stack trace and an exit code that says nothing.
            WriteLastWords(errors, CommandFailure.Describe(error, interruption.Token.IsCancellationRequested));
            return CommandFailure.ToExitCode(error, command);
        }
    }

    private static void WriteLastWords(TextWriter errors, string text)
    {
        try
        {
            errors.WriteLine(text);
        }
        catch (IOException)
        {
            // Nobody can be told, since the error output itself is full or closed; the exit code remains.
        }
    }
}
