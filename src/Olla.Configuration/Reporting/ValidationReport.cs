using System.Globalization;
using Olla.Configuration.Diagnostics;

namespace Olla.Configuration.Reporting;

/// <summary>The report of <c>--validate-config</c>.</summary>
public sealed class ValidationReport
{
    private readonly LoadedConfiguration _main;
    private readonly IReadOnlyList<SourceReport> _satellites;

    /// <param name="main">The loaded main file.</param>
    /// <param name="satellites">The other sources, which never stop a start but fail a validation when they cannot be read.</param>
    public ValidationReport(LoadedConfiguration main, params IReadOnlyList<SourceReport> satellites)
    {
        _main = main;
        _satellites = satellites;
    }

    /// <summary>0 when all of it can be used, warnings or not; 1 after any error, also of a source without which the proxy would start.</summary>
    public int ExitCode => AllFindings().Any(static found => found.Severity == DiagnosticSeverity.Error) || _satellites.Any(IsBroken) ? 1 : 0;

    /// <summary>Writes the report: a title, a line for each source with its findings below, and the verdict.</summary>
    public void Write(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteLine("Configuration check");
        WriteSource(writer, new("config.yaml", _main.FilePath is { } path ? "from " + path : "no file found, defaults apply", _main.Diagnostics), "[FAIL]");
        foreach (var satellite in _satellites)
        {
            // The proxy starts without it, so it is no failure of its own; the exit code still says that something is wrong.
            WriteSource(writer, satellite, "[WARN]");
        }

        var errors = AllFindings().Count(static found => found.Severity == DiagnosticSeverity.Error);
        var warnings = AllFindings().Count(static found => found.Severity == DiagnosticSeverity.Warning);
        var verdict = ExitCode == 0 ? "PASS" : "FAIL";
        var counts = string.Join(", ", new[] { Count(errors, "error"), Count(warnings, "warning") }.Where(static count => count.Length > 0));
        writer.WriteLine(counts.Length == 0 ? verdict : $"{verdict}: {counts}");
    }

    /// <summary>Whether something of a source could not be used: codes from 101 on say so, from 201 on they are hints.</summary>
    private static bool IsBroken(SourceReport source) => source.Findings.Any(static found => found.Code.StartsWith("CFG1", StringComparison.Ordinal));

    private static string Count(int number, string noun) =>
        number == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");

    private static void WriteSource(TextWriter writer, SourceReport source, string errorMark)
    {
        var worst = source.Findings.Select(static found => found.Severity).DefaultIfEmpty(DiagnosticSeverity.Info).Max();
        var mark = worst switch
        {
            DiagnosticSeverity.Error => errorMark,
            DiagnosticSeverity.Warning => "[WARN]",
            _ => "[OK]",
        };
        writer.WriteLine($"{mark,-6} {source.Name}: {source.Origin}");
        foreach (var found in source.Findings)
        {
            writer.WriteLine($"         {found}");
        }
    }

    private IEnumerable<Diagnostic> AllFindings() => _main.Diagnostics.Concat(_satellites.SelectMany(static source => source.Findings));
}
