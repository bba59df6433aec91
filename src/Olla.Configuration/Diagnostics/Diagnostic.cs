namespace Olla.Configuration.Diagnostics;

/// <summary>How bad a finding is: an error stops the start, a warning and a note do not.</summary>
public enum DiagnosticSeverity { Info, Warning, Error }

/// <summary>One finding about a person's configuration, with the place it was written.</summary>
/// <param name="Source">File path as given, <c>env OLLA_…</c> or <c>flag --…</c>.</param>
/// <param name="Line">1-based; zero when the source has no lines.</param>
/// <param name="Column">1-based; zero when the source has no lines.</param>
/// <param name="Code">CFG101 to CFG301.</param>
/// <param name="KeyPath">Dotted path with list indexes, followed by the endpoint's name in parentheses where there is one.</param>
/// <param name="Message">What is wrong; then got, allowed, and the nearest match, each behind a semicolon.</param>
public sealed record Diagnostic(
    string Source, int Line, int Column, DiagnosticSeverity Severity, string Code, string KeyPath, string Message)
{
    public override string ToString()
    {
        var place = Line > 0 ? $"{Source}:{Line}:{Column}" : Source;
        var severity = Severity switch
        {
            DiagnosticSeverity.Error => "error",
            DiagnosticSeverity.Warning => "warning",
            _ => "info",
        };
        return KeyPath.Length > 0 ? $"{place}: {severity} {Code} {KeyPath}: {Message}" : $"{place}: {severity} {Code}: {Message}";
    }
}
