using System.CommandLine;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Commands;

/// <summary><c>olla-perf schema</c>: prints the JSON schema of scenario files, for editors.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var command = new Command("schema", "Prints the JSON schema of scenario files, for editors (shipped as scenarios/scenario.schema.json).");
        command.SetAction(_ =>
        {
            Console.Out.Write(ScenarioSchema.ToText());
            return ExitCode.Success;
        });
        return command;
    }
}
