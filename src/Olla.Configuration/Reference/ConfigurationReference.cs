using Olla.Configuration.Diagnostics;
using Olla.Configuration.Keys;
using Olla.Configuration.Values;

namespace Olla.Configuration.Reference;

/// <summary>Writes the reference page of all keys from the table that the loader itself reads by.</summary>
public static class ConfigurationReference
{
    private const string Others = "Others";

    private static readonly (string Prefix, string Title)[] Sections =
    [
        ("server.cors.", "server.cors"),
        ("server.request_limits.", "server.request_limits"),
        ("server.rate_limits.", "server.rate_limits"),
        ("server.", "server"),
        ("proxy.sticky_sessions.", "proxy.sticky_sessions"),
        ("proxy.", "proxy"),
        ("discovery.static.endpoints[].", "discovery.static.endpoints[]"),
        ("discovery.", "discovery"),
        ("model_registry.", "model_registry"),
        ("translators.anthropic.", "translators.anthropic"),
        ("logging.", "logging"),
        ("dashboard.", "dashboard"),
        ("", Others),
    ];

    private static readonly (string Name, string Meaning)[] ProcessVariables =
    [
        ("OLLA_CONFIG_FILE", "The configuration file, when no flag names one."),
        ("OLLA_CONFIG_DIR", "Last folder in which `models.yaml` is looked for."),
        ("OLLA_LOG_DIR", "Folder of log files; default `./logs`."),
        ("OLLA_LOG_SIZE_MB", "Megabytes after which a log file is rotated; default 1."),
        ("OLLA_LOG_MAX_BACKUPS", "Rotated files kept; default 7."),
        ("OLLA_LOG_MAX_AGE_DAYS", "Days they are kept; default 14."),
        ("OLLA_SHOW_VERSION, OLLA_ENABLE_PROFILER", "With `true`, the same as the flags `--version` and `--profile`."),
        ("OLLA_LOG_LEVEL, OLLA_PRETTY_LOGS, OLLA_FILE_OUTPUT", "Read and checked, without effect: nothing is logged before the configuration is loaded, and then section `logging` decides."),
        ("OLLA_THEME, NO_COLOR, FORCE_COLOR, OLLA_FORCE_COLORS", "Read, without effect: the log has no colours."),
    ];

    /// <summary>Writes the page as Markdown, with <c>\n</c> between lines whatever the writer's habit.</summary>
    public static void WriteMarkdown(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        using var page = new StringWriter { NewLine = "\n" };
        WriteIntroduction(page);
        foreach (var section in ConfigurationKeys.All.GroupBy(SectionOf).OrderBy(section => section.Key == Others))
        {
            WriteSection(page, section.Key, section);
        }

        WriteVariables(page);
        WriteCodes(page);
        writer.Write(page.ToString());
    }

    private static string SectionOf(ConfigurationKey key) =>
        Sections.First(section => key.Path.StartsWith(section.Prefix, StringComparison.Ordinal)).Title;

    private static void WriteIntroduction(TextWriter page)
    {
        page.WriteLine(
            """
            # Configuration reference

            <!-- Written by the program from its own table of keys. Change the table, not this page. -->

            The proxy reads one YAML file over its defaults, then environment variables over both, and checks the result in one pass. The file is the one
            named by `--config`, else by `OLLA_CONFIG_FILE`, else the first of `config/config.local.yaml`, `config/config.yaml`, `config.yaml` and
            `default.yaml`; without any, the defaults apply. `olla --validate-config` checks without starting.

            | Value | Written as |
            |---|---|
            | duration | numbers with units `ns us ms s m h`: `30s`, `1h30m`, `500ms`, `1.5s`; `0` needs no unit |
            | size | bytes, or a number with a binary unit: `50MB` is 52428800 |
            | yes or no | `true`, `false`, `yes`, `no`, `on`, `off` |
            | pattern | a name with `*` at the start, at the end or both, compared without case |
            | network | `10.0.0.0/8`, `::1/128` |

            Endpoint credentials and header values may hold `${NAME}` or `${NAME:-fallback}`; nothing else is expanded. A key marked *ours* does not exist in
            the Go proxy Olla, one marked *no effect* is accepted so that its files load, and a *deprecated* one is warned about.
            """.ReplaceLineEndings("\n"));
    }

    private static void WriteSection(TextWriter page, string title, IEnumerable<ConfigurationKey> keys)
    {
        page.WriteLine();
        page.WriteLine(title == "Others" ? "## Others" : $"## `{title}`");
        page.WriteLine();
        page.WriteLine("| Key | Value | Default | Meaning |");
        page.WriteLine("|---|---|---|---|");
        foreach (var key in keys)
        {
            var name = title == "Others" ? key.Path : key.Path[(title.Length + 1)..];
            page.WriteLine($"| `{name}`{Marks(key)} | {ValueOf(key)} | {DefaultOf(key)} | {Cell(MeaningOf(key))} |");
        }
    }

    private static string Marks(ConfigurationKey key) => (key.Origin, key.Status) switch
    {
        (_, KeyStatus.Inert) => " *no effect*",
        (_, KeyStatus.Deprecated) => " *deprecated*",
        (KeyOrigin.Ours, _) => " *ours*",
        _ => "",
    };

    private static string MeaningOf(ConfigurationKey key) =>
        key.Meaning
        + (key.Replacement is { } replacement ? $" Use `{replacement}`." : "")
        + (key.Variable is { } variable ? $" Variable: `{variable}`." : "");

    private static string ValueOf(ConfigurationKey key)
    {
        if (key.Allowed.Count > 0)
        {
            var values = string.Join(", ", key.Allowed.Select(static value => $"`{value}`"));
            return key.Kind == KeyKind.TextList ? "list of " + values : values;
        }

        var kind = key.Kind switch
        {
            KeyKind.Boolean => "yes or no",
            KeyKind.WholeNumber or KeyKind.NaturalNumber => "number",
            KeyKind.Duration => "duration",
            KeyKind.Size => "size",
            KeyKind.TextList => "list of text",
            KeyKind.GlobList => "list of patterns",
            KeyKind.NetworkList => "list of networks",
            KeyKind.TextMap => "names with a text each",
            KeyKind.TextListMap => "names with a list each",
            KeyKind.EndpointList => "list of endpoints",
            KeyKind.Anything => "anything",
            _ => "text",
        };
        return kind + (key.Kind == KeyKind.NaturalNumber ? ", 0 or more" : key.Range is { } range ? ", " + range.Describe(key.Kind) : "");
    }

    private static string DefaultOf(ConfigurationKey key) => key switch
    {
        { Default: null } => "",
        { Kind: KeyKind.Size, Default: { } size } when SizeText.TryParse(size, out var bytes) && SizeText.Format(bytes) != size => $"`{size}` ({SizeText.Format(bytes)})",
        _ => $"`{Cell(key.Default)}`",
    };

    private static void WriteVariables(TextWriter page)
    {
        page.WriteLine();
        page.WriteLine("## Variables beside the keys");
        page.WriteLine();
        page.WriteLine("| Variable | Meaning |");
        page.WriteLine("|---|---|");
        foreach (var (name, meaning) in ProcessVariables)
        {
            page.WriteLine($"| {string.Join(", ", name.Split(", ").Select(static part => $"`{part}`"))} | {meaning} |");
        }
    }

    private static void WriteCodes(TextWriter page)
    {
        page.WriteLine();
        page.WriteLine("## Findings");
        page.WriteLine();
        page.WriteLine("CFG1xx stops the start, CFG2xx warns, CFG3xx informs. Every finding names its file, line and column, what was written and what is allowed.");
        page.WriteLine();
        page.WriteLine("| Code | Raised when |");
        page.WriteLine("|---|---|");
        foreach (var (code, meaning) in DiagnosticCodes.All)
        {
            page.WriteLine($"| {code} | {meaning} |");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
