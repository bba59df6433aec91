using Olla.Configuration.Diagnostics;
using Olla.Configuration.Reporting;

namespace Olla.Configuration;

/// <summary>What a load found: the options, every finding, and where each key in force was written.</summary>
public sealed record LoadedConfiguration
{
    /// <summary>Complete even after errors: what could not be read keeps its default. Start nothing with it while <see cref="HasErrors"/>.</summary>
    public required OllaOptions Options { get; init; }

    /// <summary>What environment variables decide on their own.</summary>
    public BootstrapOptions Bootstrap { get; init; } = new();

    /// <summary>All findings: the file's in the order of its lines, then the variables'.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>The selected file as given or as searched; null when none was found and the defaults apply.</summary>
    public string? FilePath { get; init; }

    /// <summary>Key path to its source: every key of the table, and every key written for an endpoint.</summary>
    public required IReadOnlyDictionary<string, SettingSource> Sources { get; init; }

    /// <summary>Every setting in force as people may see it: credentials are masked.</summary>
    public IReadOnlyList<ShownSetting> Settings { get; init; } = [];

    /// <summary>Whether the process must not start.</summary>
    public bool HasErrors => Diagnostics.Any(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
}
