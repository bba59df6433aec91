using System.Globalization;
using System.Text;
using Olla.Perf.Analysis.Gates;
using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Results.Store;

namespace Olla.Perf.Reports;

/// <summary>A series of gates in words: a line per gate, and how often each verdict fell.</summary>
internal static class GateSeriesText
{
    private const double Confidence = 0.95;

    private static readonly GateVerdict[] _verdicts = [GateVerdict.Regression, GateVerdict.Pass, GateVerdict.Undecided];

    /// <summary>After each gate.</summary>
    /// <param name="gates">All so far, this one last.</param>
    /// <param name="planned">How many there will be.</param>
    public static string Line(IReadOnlyList<GateRecord> gates, int planned)
    {
        var gate = gates[^1];
        var soFar = string.Join(", ", _verdicts.Select(verdict => $"{gates.Count(one => one.Verdict == verdict)} {Name(verdict)}"));
        return string.Create(CultureInfo.InvariantCulture, $"[{gate.Number,3}/{planned}] {gate.Headline}; {gate.Pairs} pairs, {gate.Seconds:0} s   ({soFar})");
    }

    /// <param name="same">Whether both sides are the same, so that a regression is a false alarm.</param>
    public static string Markdown(string scenario, string baseline, string candidate, bool same, GateRule rule, IReadOnlyList<GateRecord> gates)
    {
        var text = new StringBuilder($"# {gates.Count} gates{(same ? " of the same thing twice" : "")}\n\n");
        text.Append($"Candidate: {candidate}  \nBaseline: {baseline}  \nScenario {scenario}; each window had a process of its own, and each gate its own traces.\n\n");
        text.Append(TextTable.ToMarkdown(Table(gates)));
        if (gates.Count == 0)
        {
            return text.ToString();
        }

        text.Append(string.Create(
            CultureInfo.InvariantCulture,
            $"\nA gate took {gates.Average(gate => gate.Pairs):0.0} pairs and {gates.Average(gate => gate.Seconds):0} s on average; {gates.Sum(gate => gate.LostPairs)} pairs were lost to a disturbed machine.\n"));
        if (same)
        {
            text.Append(string.Create(CultureInfo.InvariantCulture, $"Every regression here is a false alarm; the rule allows {100 * rule.FalseAlarm:0.##} % of them at most.\n"));
        }

        var notable = gates.Where(gate => gate.Verdict != GateVerdict.Pass).ToList();
        if (notable.Count > 0)
        {
            text.Append('\n').Append(TextTable.ToMarkdown(new ReportTable(["Gate", "What it said"], [.. notable.Select(gate => (IReadOnlyList<string>)[$"{gate.Number}", gate.Headline])])));
        }

        return text.ToString();
    }

    public static ReportTable Table(IReadOnlyList<GateRecord> gates) => new(
        ["Verdict", "Gates", "Share", "95 % interval of the share"],
        [.. _verdicts.Select(verdict => Row(Name(verdict), gates.Count(gate => gate.Verdict == verdict), gates.Count))]);

    private static IReadOnlyList<string> Row(string verdict, int hits, int all)
    {
        var span = BinomialShare.Find(hits, all, Confidence);
        return [verdict, $"{hits}", all == 0 ? "-" : Percent((double)hits / all), $"[{Percent(span.Low)}, {Percent(span.High)}]"];
    }

    private static string Name(GateVerdict verdict) => verdict.ToString().ToLowerInvariant();

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");
}
