using Olla.Configuration.Diagnostics;

namespace Olla.Configuration.Reporting;

/// <summary>One source of configuration in a validation report, such as <c>models.yaml</c> or <c>profiles</c>.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Origin">Where it was loaded from, or how much was loaded.</param>
/// <param name="Findings">Its findings; errors are what could not be read at all.</param>
public sealed record SourceReport(string Name, string Origin, IReadOnlyList<Diagnostic> Findings);
