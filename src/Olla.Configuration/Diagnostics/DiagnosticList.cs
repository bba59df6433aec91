namespace Olla.Configuration.Diagnostics;

/// <summary>Collects findings while a configuration is read, and puts every message into the same form.</summary>
internal sealed class DiagnosticList
{
    private readonly List<Diagnostic> _found = [];
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>Findings in reading order: the flag's, then the file's by line, then the variables'.</summary>
    public IReadOnlyList<Diagnostic> InOrder() =>
        [.. _found.Select(Named).OrderBy(static found => found.Line == 0 && found.Source.StartsWith("env ", StringComparison.Ordinal))
            .ThenBy(static found => found.Line).ThenBy(static found => found.Column)];

    /// <summary>Findings below <paramref name="path"/> are shown with <paramref name="name"/> in parentheses.</summary>
    public void Name(string path, string name) => _names[path] = name;

    /// <summary>Adds a finding; its severity follows from its code.</summary>
    /// <param name="what">What is wrong.</param>
    /// <param name="got">The value as written and already masked; null where there is none to show.</param>
    /// <param name="allowed">The allowed values, the range, or the format with an example.</param>
    /// <param name="suggestion">The nearest match; null for none.</param>
    public void Add(
        string code, SettingSource at, string path, string what, string? got = null, string? allowed = null, string? suggestion = null)
    {
        var message = what
            + (got is null ? "" : "; got " + got)
            + (allowed is null ? "" : "; allowed: " + allowed)
            + (suggestion is null ? "" : $"; did you mean \"{suggestion}\"?");
        _found.Add(new(at.Name, at.Line, at.Column, DiagnosticCodes.SeverityOf(code), code, path, message));
    }

    private Diagnostic Named(Diagnostic found)
    {
        var end = found.KeyPath.IndexOf(']', StringComparison.Ordinal);
        return end > 0 && _names.TryGetValue(found.KeyPath[..(end + 1)], out var name)
            ? found with { KeyPath = $"{found.KeyPath} ({name})" }
            : found;
    }
}
