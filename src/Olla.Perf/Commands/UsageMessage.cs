using System.CommandLine;
using System.CommandLine.Parsing;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Commands;

/// <summary>One message for a command line that cannot be used: what is wrong, what was probably meant, where help is.</summary>
internal static class UsageMessage
{
    public static string Of(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var name = command is RootCommand ? "olla-perf" : $"olla-perf {command.Name}";
        if ((UnknownOption(result) ?? (result.UnmatchedTokens.Count > 0 ? result.UnmatchedTokens[0] : null)) is { } typed)
        {
            var kind = typed.StartsWith('-') ? "option" : command is RootCommand ? "command" : "argument";
            return $"{name}: unknown {kind} \"{typed}\"{NearestName.Hint(typed, Known(command, typed))}; see {name} --help";
        }

        return $"{name}: {result.Errors[0].Message.TrimEnd('.')}; see {name} --help";
    }

    /// <summary>The parser takes an option that it does not know for the value of a free argument; no argument of ours begins with a dash.</summary>
    public static string? UnknownOption(ParseResult result) =>
        result.Tokens.FirstOrDefault(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal))?.Value;

    private static IEnumerable<string> Known(Command command, string typed) =>
        typed.StartsWith('-') ? command.Options.Select(option => option.Name) : command.Subcommands.Select(sub => sub.Name);
}
