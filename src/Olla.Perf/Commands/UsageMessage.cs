using System.CommandLine;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Commands;

/// <summary>One message for a command line that cannot be used: what is wrong, what was probably meant, where help is.</summary>
internal static class UsageMessage
{
    public static string Of(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var name = command is RootCommand ? "olla-perf" : $"olla-perf {command.Name}";
        if (result.UnmatchedTokens.Count > 0)
        {
            var typed = result.UnmatchedTokens[0];
            var kind = typed.StartsWith('-') ? "option" : command is RootCommand ? "command" : "argument";
            return $"{name}: unknown {kind} \"{typed}\"{NearestName.Hint(typed, Known(command, typed))}; see {name} --help";
        }

        return $"{name}: {result.Errors[0].Message.TrimEnd('.')}; see {name} --help";
    }

    private static IEnumerable<string> Known(Command command, string typed) =>
        typed.StartsWith('-') ? command.Options.Select(option => option.Name) : command.Subcommands.Select(sub => sub.Name);
}
