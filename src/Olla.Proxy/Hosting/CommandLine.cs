using Olla.Configuration.Diagnostics;

namespace Olla.Proxy.Hosting;

/// <summary>What the command line asked for.</summary>
internal sealed record CommandLine
{
    /// <summary><c>-c</c>, <c>--config</c>; null when not given.</summary>
    public string? ConfigurationFile { get; init; }

    public bool ValidateConfiguration { get; init; }
    public bool ShowVersion { get; init; }
    public bool EnableProfiler { get; init; }
    public bool ShowHelp { get; init; }

    /// <summary><c>--listen HOST:PORT</c>: replaces <c>server.host</c> and <c>server.port</c>; port 0 lets the system pick one. Null when not given.</summary>
    public string? Listen { get; init; }

    /// <summary>What is wrong with the command line; null when nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>The help text.</summary>
    public const string Usage = """
        Usage: olla [flags]

          -c, --config PATH     configuration file (also OLLA_CONFIG_FILE); without it the first of
                                config/config.local.yaml, config/config.yaml, config.yaml, default.yaml
              --validate-config check the configuration and its models.yaml and profiles, and exit: 0 when all of it
                                can be used, 1 when not
              --listen HOST:PORT  listen there instead of server.host and server.port; with port 0 the
                                system picks a free one. The address in use is the first line on stdout:
                                "listening on http://HOST:PORT"
              --profile         accepted, without effect: dotnet-trace listens to any process (also OLLA_ENABLE_PROFILER=true)
              --version         show version and build, and exit (also OLLA_SHOW_VERSION=true)
          -h, --help            show this text, and exit

        One dash and two dashes mean the same. Values follow as "--flag value" or "--flag=value".
        Signals: SIGTERM and SIGINT finish open requests within server.shutdown_timeout, a second one aborts them;
        SIGHUP reads the configuration again.
        Exit codes: 0 done, 1 cannot start or failed, 2 wrong use of the command line.
        """;

    private static readonly string[] Flags = ["c", "config", "validate-config", "version", "profile", "listen", "h", "help"];

    /// <summary>Reads the arguments; stops at <c>--</c> and at the first one that is no flag.</summary>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var parsed = new CommandLine();
        for (var i = 0; i < arguments.Count && parsed.Problem is null; i++)
        {
            var argument = arguments[i];
            if (argument is "--" or "-" || !argument.StartsWith('-'))
            {
                break;
            }

            var (name, value) = Split(argument);
            if (name is "c" or "config" or "listen" && value is null)
            {
                i++;
                value = i < arguments.Count ? arguments[i] : null;
                if (value is null)
                {
                    return parsed with { Problem = $"flag needs a value: {argument}" };
                }
            }

            parsed = parsed.With(argument, name, value);
        }

        return parsed;
    }

    private CommandLine With(string argument, string name, string? value) => name switch
    {
        "c" or "config" => this with { ConfigurationFile = value },
        "listen" => this with { Listen = value },
        "validate-config" => Boolean(argument, value) is { } on ? this with { ValidateConfiguration = on } : BadBoolean(name, value),
        "version" => Boolean(argument, value) is { } on ? this with { ShowVersion = on } : BadBoolean(name, value),
        "profile" => Boolean(argument, value) is { } on ? this with { EnableProfiler = on } : BadBoolean(name, value),
        "h" or "help" => Boolean(argument, value) is { } on ? this with { ShowHelp = on } : BadBoolean(name, value),
        _ => this with { Problem = $"flag provided but not defined: -{name}{Suggestion(name)}" },
    };

    private CommandLine BadBoolean(string name, string? value) =>
        this with { Problem = $"invalid boolean value \"{value}\" for -{name}; allowed: true, false, 1, 0, t, f" };

    private static bool? Boolean(string argument, string? value) => value switch
    {
        null => !argument.Contains('='),
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => null,
    };

    private static (string Name, string? Value) Split(string argument)
    {
        var text = argument.StartsWith("--", StringComparison.Ordinal) ? argument[2..] : argument[1..];
        var equals = text.IndexOf('=');
        return equals < 0 ? (text, null) : (text[..equals], text[(equals + 1)..]);
    }

    private static string Suggestion(string name)
    {
        // A beginning of a flag is meant as that flag; anything else by the fewest slips of the hand.
        var nearest = Flags.FirstOrDefault(flag => name.Length > 1 && flag.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            ?? NearestMatch.Find(name, Flags.Where(static flag => flag.Length > 1));
        return nearest is null ? "" : $"; did you mean --{nearest}?";
    }
}
