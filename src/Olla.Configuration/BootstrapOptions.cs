using System.Globalization;
using Olla.Configuration.Diagnostics;
using Olla.Configuration.Values;

namespace Olla.Configuration;

/// <summary>Colours of console output.</summary>
public enum ConsoleTheme { Default, Dark, Light }

/// <summary>When console output is coloured.</summary>
public enum ColorMode { OnTerminal, Always, Never }

/// <summary>What only environment variables decide: how the process logs before its configuration is known, and where log files go.</summary>
public sealed record BootstrapOptions
{
    /// <summary>Level of the logger that runs until the configuration is loaded: <c>OLLA_LOG_LEVEL</c>.</summary>
    public LogLevelOption LogLevel { get; init; } = LogLevelOption.Info;
    /// <summary>Whether that logger writes text instead of JSON: <c>OLLA_PRETTY_LOGS</c>.</summary>
    public bool PrettyLogs { get; init; } = true;
    /// <summary>Whether that logger also writes <c>olla.log</c>: <c>OLLA_FILE_OUTPUT</c>.</summary>
    public bool FileOutput { get; init; } = true;
    /// <summary>Folder of <c>olla.log</c>, also for <c>logging.output: file</c>: <c>OLLA_LOG_DIR</c>.</summary>
    public string LogDirectory { get; init; } = "./logs";
    /// <summary>Megabytes after which the file is rotated: <c>OLLA_LOG_SIZE_MB</c>.</summary>
    public int LogSizeMegabytes { get; init; } = 1;
    /// <summary>Rotated files kept: <c>OLLA_LOG_MAX_BACKUPS</c>.</summary>
    public int LogMaxBackups { get; init; } = 7;
    /// <summary>Days they are kept: <c>OLLA_LOG_MAX_AGE_DAYS</c>.</summary>
    public int LogMaxAgeDays { get; init; } = 14;
    /// <summary><c>OLLA_THEME</c>; anything unknown is the default theme.</summary>
    public ConsoleTheme Theme { get; init; }
    /// <summary><c>NO_COLOR</c>, <c>FORCE_COLOR</c>, <c>OLLA_FORCE_COLORS</c>: the first that is set decides.</summary>
    public ColorMode Color { get; init; }
    /// <summary>Last folder in which <c>models.yaml</c> is looked for: <c>OLLA_CONFIG_DIR</c>; null for none.</summary>
    public string? ConfigurationDirectory { get; init; }
    /// <summary><c>OLLA_SHOW_VERSION=true</c>.</summary>
    public bool ShowVersion { get; init; }
    /// <summary><c>OLLA_ENABLE_PROFILER=true</c>.</summary>
    public bool EnableProfiler { get; init; }

    /// <summary>Reads the variables; what cannot be read keeps its default and becomes a finding (CFG204).</summary>
    public static BootstrapOptions Read(IReadOnlyDictionary<string, string> variables, out IReadOnlyList<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(variables);
        var found = new DiagnosticList();
        var options = Read(variables, found);
        diagnostics = found.InOrder();
        return options;
    }

    internal static BootstrapOptions Read(IReadOnlyDictionary<string, string> variables, DiagnosticList diagnostics)
    {
        var reader = new Reader(variables, diagnostics);
        var standard = new BootstrapOptions();
        return new()
        {
            LogLevel = reader.Level("OLLA_LOG_LEVEL", standard.LogLevel),
            PrettyLogs = reader.Boolean("OLLA_PRETTY_LOGS", standard.PrettyLogs),
            FileOutput = reader.Boolean("OLLA_FILE_OUTPUT", standard.FileOutput),
            LogDirectory = reader.Text("OLLA_LOG_DIR") ?? standard.LogDirectory,
            LogSizeMegabytes = reader.Number("OLLA_LOG_SIZE_MB", standard.LogSizeMegabytes),
            LogMaxBackups = reader.Number("OLLA_LOG_MAX_BACKUPS", standard.LogMaxBackups),
            LogMaxAgeDays = reader.Number("OLLA_LOG_MAX_AGE_DAYS", standard.LogMaxAgeDays),
            Theme = reader.Text("OLLA_THEME") switch
            {
                "dark" => ConsoleTheme.Dark,
                "light" => ConsoleTheme.Light,
                _ => ConsoleTheme.Default,
            },
            Color = ReadColor(reader),
            ConfigurationDirectory = reader.Text("OLLA_CONFIG_DIR"),
            ShowVersion = reader.Text("OLLA_SHOW_VERSION") == "true",
            EnableProfiler = reader.Text("OLLA_ENABLE_PROFILER") == "true",
        };
    }

    private static ColorMode ReadColor(Reader reader)
    {
        if (reader.Text("NO_COLOR") is not null)
        {
            return ColorMode.Never;
        }

        if (reader.Text("FORCE_COLOR") is { } force)
        {
            return force == "0" ? ColorMode.OnTerminal : ColorMode.Always;
        }

        return reader.Text("OLLA_FORCE_COLORS") switch
        {
            null => ColorMode.OnTerminal,
            "true" => ColorMode.Always,
            _ => ColorMode.Never,
        };
    }

    private sealed class Reader(IReadOnlyDictionary<string, string> variables, DiagnosticList diagnostics)
    {
        /// <summary>An empty variable is none.</summary>
        public string? Text(string name) => variables.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;

        public bool Boolean(string name, bool standard)
        {
            if (Text(name) is not { } text)
            {
                return standard;
            }

            return BooleanText.TryParseVariable(text, out var value) ? value : Ignored(name, text, "true or false", standard);
        }

        public int Number(string name, int standard)
        {
            if (Text(name) is not { } text)
            {
                return standard;
            }

            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : Ignored(name, text, "a whole number", standard);
        }

        public LogLevelOption Level(string name, LogLevelOption standard)
        {
            if (Text(name) is not { } text)
            {
                return standard;
            }

            return text.ToLowerInvariant() switch
            {
                "debug" => LogLevelOption.Debug,
                "info" => LogLevelOption.Info,
                "warn" or "warning" => LogLevelOption.Warn,
                "error" => LogLevelOption.Error,
                _ => Ignored(name, text, "debug, info, warn, error", standard),
            };
        }

        private T Ignored<T>(string name, string text, string allowed, T standard)
        {
            var shown = string.Create(CultureInfo.InvariantCulture, $"{standard}").ToLowerInvariant();
            diagnostics.Add(DiagnosticCodes.VariableIgnored, SettingSource.Variable(name), "", $"not usable, ignored; \"{shown}\" stays (default)",
                ShownValue.Of(text), allowed);
            return standard;
        }
    }
}
