using Olla.Perf.Analysis.Claims;
using Olla.Perf.Results.Store;

namespace Olla.Perf.Reports;

/// <summary>Measured claims as a table.</summary>
internal static class ClaimsText
{
    public static string Headline(IReadOnlyList<ClaimRow> rows, RunFacts facts) =>
        $"Run {facts.RunId} on {facts.Hardware} ({facts.Machine}): {Count(rows, ClaimState.Holds)} hold, {Count(rows, ClaimState.DoesNotHold)} do not, {Count(rows, ClaimState.NotMeasurable)} are not measurable here.";

    public static ReportTable Table(IReadOnlyList<ClaimRow> rows) => new(
        ["Section", "Claim", "State", "Measured", "How, or why not"],
        [.. rows.Select(row => (IReadOnlyList<string>)[row.Section, row.Claim, State(row.State), row.Measured.Length > 0 ? row.Measured : "-", row.Reason])]);

    private static int Count(IReadOnlyList<ClaimRow> rows, ClaimState state) => rows.Count(row => row.State == state);

    private static string State(ClaimState state) => state switch
    {
        ClaimState.Holds => "holds",
        ClaimState.DoesNotHold => "does not hold",
        _ => "not measurable here",
    };
}
