using System.CommandLine;
using System.CommandLine.Parsing;
using Olla.MockBackends.Mappings;
using Olla.MockBackends.Model;

namespace Olla.MockBackends.Hosting;

/// <summary>The command line of <c>olla-mock</c>.</summary>
internal static class MockCommand
{
    private const int Failure = 1;
    private const int Usage = 2;

    private static readonly Option<string?> Mappings = new("--mappings") { HelpName = "folder" };
    private static readonly Option<string> Provider = new("--provider") { HelpName = "name", DefaultValueFactory = _ => "openai" };
    private static readonly Option<int> Port = new("--port") { HelpName = "port" };
    private static readonly Option<int> Backends = new("--backends") { HelpName = "count", DefaultValueFactory = _ => 1 };
    private static readonly Option<string> Name = new("--name") { HelpName = "name", DefaultValueFactory = _ => "mock" };
    private static readonly Option<string?> Models = new("--models") { HelpName = "a,b" };
    private static readonly Option<string?> FirstToken = new("--ttft") { HelpName = "time" };
    private static readonly Option<string?> InterToken = new("--itl") { HelpName = "time" };
    private static readonly Option<string?> Tokens = new("--tokens") { HelpName = "count" };
    private static readonly Option<string?> Slots = new("--slots") { HelpName = "count" };
    private static readonly Option<string?> Queue = new("--queue") { HelpName = "count" };
    private static readonly Option<string?> Seed = new("--seed") { HelpName = "number" };
    private static readonly Option<string[]> Faults = new("--fault") { HelpName = "fault" };
    private static readonly Option<string?> Preset = new("--preset") { HelpName = "name" };
    private static readonly Option<string[]> Llm = new("--llm") { HelpName = "key=value" };
    private static readonly Option<string?> Import = new("--import") { HelpName = "folder" };
    private static readonly Option<int> Journal = new("--journal") { HelpName = "count" };
    private static readonly Option<bool> Watch = new("--watch");

    private static readonly Option[] Options = [Mappings, Provider, Port, Backends, Name, Models, FirstToken, InterToken, Tokens, Slots, Queue, Seed, Preset, Llm, Faults, Import, Journal, Watch];

    /// <summary>Every option's name, for the test of the help text.</summary>
    internal static IEnumerable<string> OptionNames => Options.Select(option => option.Name);

    /// <summary>Runs until it is told to stop.</summary>
    /// <returns>0 when stopped, 1 for a failure, 2 for wrong input.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        if (arguments.Any(argument => argument is "-h" or "--help" or "-?" or "help"))
        {
            await output.WriteAsync(HelpText.Text);
            return 0;
        }

        if (arguments is ["--version"])
        {
            await output.WriteLineAsync(typeof(MockCommand).Assembly.GetName().Version!.ToString(3));
            return 0;
        }

        if (arguments is ["--schema"])
        {
            await output.WriteAsync(LlmSchema.ToText());
            return 0;
        }

        var command = new RootCommand();
        command.Options.Clear();
        foreach (var option in Options)
        {
            command.Options.Add(option);
        }

        var parsed = command.Parse(arguments);
        try
        {
            Check(parsed);
            return await MockFleet.RunAsync(Read(parsed), output, error);
        }
        catch (Exception exception) when (exception is UsageException or MappingException)
        {
            await error.WriteLineAsync("olla-mock: " + exception.Message);
            return Usage;
        }
        catch (IOException exception)
        {
            await error.WriteLineAsync("olla-mock: " + exception.Message);
            return Failure;
        }
    }

    private static void Check(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.Count > 0)
        {
            var names = Options.Select(option => option.Name);
            var unknown = parsed.UnmatchedTokens[0];
            throw new UsageException($"'{unknown}' is unknown{Nearest.Hint(unknown.Split('=')[0], names)} (olla-mock --help lists all options)");
        }

        if (parsed.Errors.Count > 0)
        {
            var wrong = parsed.Errors[0];
            var option = (wrong.SymbolResult as OptionResult)?.Option;
            throw new UsageException((option is null ? "" : option.Name + ": ") + wrong.Message);
        }
    }

    private static FleetOptions Read(ParseResult parsed)
    {
        var count = InRange(parsed, Backends, 1, 1000);
        var port = InRange(parsed, Port, 0, 65535);
        if (port > 0 && port + count - 1 > 65535)
        {
            throw new UsageException($"--port {port} with --backends {count} passes the last port, 65535");
        }

        return new FleetOptions
        {
            Count = count,
            Backend = new MockBackendOptions
            {
                Name = parsed.GetValue(Name)!,
                MappingsFolder = MappingsFolder.Find(parsed.GetValue(Mappings), parsed.GetValue(Provider)!),
                ImportFolder = ReadImport(parsed),
                Port = port,
                Models = ReadModels(parsed.GetValue(Models)),
                Settings = ReadSettings(parsed),
                Journal = InRange(parsed, Journal, 0, int.MaxValue),
                Watch = parsed.GetValue(Watch),
            },
        };
    }

    private static string? ReadImport(ParseResult parsed) => parsed.GetValue(Import) switch
    {
        null => null,
        var folder when Directory.Exists(folder) => folder,
        var folder => throw new UsageException($"--import: there is no folder '{folder}'"),
    };

    private static string[] ReadModels(string? text)
    {
        var models = text is null ? ["mock-model"] : text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return models.Length > 0 ? models : throw new UsageException("--models is empty; write names with commas between them, such as --models llama3.2,qwen3");
    }

    private static LlmSettings ReadSettings(ParseResult parsed)
    {
        var settings = new LlmSettings();
        Set(FirstToken, "timeToFirstToken", parsed.GetValue(FirstToken));
        Set(InterToken, "interTokenTime", parsed.GetValue(InterToken));
        Set(Tokens, "tokens", parsed.GetValue(Tokens));
        Set(Slots, "slots", parsed.GetValue(Slots));
        Set(Queue, "queue", parsed.GetValue(Queue));
        Set(Seed, "seed", parsed.GetValue(Seed));
        Set(Preset, "preset", parsed.GetValue(Preset));
        foreach (var pair in parsed.GetValue(Llm) ?? [])
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            Set(Llm, equals < 0 ? throw new UsageException($"--llm wants key=value, such as batchSlowdown=3%, not '{pair}'") : pair[..equals], pair[(equals + 1)..]);
        }

        foreach (var fault in parsed.GetValue(Faults) ?? [])
        {
            Set(Faults, "faults", fault);
        }

        return settings;

        void Set(Option option, string key, string? value)
        {
            try
            {
                settings = value is null ? settings : LlmSettingsParser.Set(settings, key, value);
            }
            catch (FormatException exception)
            {
                throw new UsageException($"{option.Name}: {exception.Message}");
            }
        }
    }

    private static int InRange(ParseResult parsed, Option<int> option, int least, int most)
    {
        var value = parsed.GetValue(option);
        return value >= least && value <= most ? value : throw new UsageException($"{option.Name} {value} is out of range; allowed: {least} to {most}");
    }
}
