using System.Globalization;
using System.Text;
using Olla.Perf.Analysis.Gates;
using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Results;
using Olla.Perf.Sweeps.Duels;

namespace Olla.Perf.Reports;

/// <summary>A gate in words: a line per pair, a table for the console, a summary for a pull request.</summary>
internal static class GateText
{
    /// <summary>Less than one request in a hundred thousand is none.</summary>
    private const double LeastShare = 1e-5;

    private static readonly string[] _columns = ["Quantity", "Baseline", "Candidate", "Change", "90 % interval", "Margin", "Verdict"];

    /// <summary>After each pair: how far each quantity is, in one line.</summary>
    public static string Line(GateJudge judge) => string.Join("   ", judge.Tracks.Select(track =>
        $"{track.Quantity.Title} {Change(track.Quantity, track.Median)} {Mark(track.Verdict)}"));

    public static string Console(GateResult result)
    {
        var text = new StringBuilder(TextTable.ToColumns(Table(result)));
        return text.AppendLine().AppendLine(Headline(result)).ToString();
    }

    public static string Markdown(GateResult result)
    {
        var rule = result.Judge.Rule;
        var text = new StringBuilder();
        text.Append($"## {Headline(result)}\n\n");
        text.Append($"Candidate: {result.Candidate.Label}  \nBaseline: {result.Baseline.Label}  \n");
        text.Append($"Scenario {result.Scenario.Name}; {Count(result.Judge.Blocks, "pair")} of trials, turn by turn on one machine");
        text.Append(result.Outcome.LostBlocks > 0 ? $"; {Count(result.Outcome.LostBlocks, "pair")} lost to a disturbed machine.\n\n" : ".\n\n");
        text.Append(TextTable.ToMarkdown(Table(result)));
        text.Append(string.Create(
            CultureInfo.InvariantCulture,
            $"\nA regression is proven to be worse by more than a fifth of its margin (one false alarm in {1 / rule.FalseAlarm:0} gates at most, over all rows and looks); a pass is proven not to be worse by its margin. Plus is more, minus is less.\n"));
        return text.ToString();
    }

    public static string Headline(GateResult result)
    {
        var worse = result.Judge.Tracks.Where(track => track.Verdict == GateVerdict.Regression).Select(track => $"{track.Quantity.Title} {Change(track.Quantity, track.Median)}")
            .Prepend(result.Judge.Harm.IsProven ? result.Judge.Harm.Text : "").Where(text => text.Length > 0);
        var open = result.Judge.Tracks.Where(track => track.Verdict == GateVerdict.Undecided).Select(track => track.Quantity.Title).ToList();
        return result.Outcome.End switch
        {
            DuelEnd.CandidateBroken => $"REGRESSION: the candidate could not be measured: {result.Outcome.Detail}",
            DuelEnd.Stopped => "UNDECIDED: stopped",
            DuelEnd.NeverQuiet => $"UNDECIDED: the machine is not quiet enough: {result.Outcome.Detail}",
            _ => result.Verdict switch
            {
                GateVerdict.Regression => $"REGRESSION: {string.Join(", ", worse)}",
                GateVerdict.Pass => string.Create(CultureInfo.InvariantCulture, $"PASS: nothing is worse by its margin ({100 * result.Judge.Rule.Margin:0.#} %; more where the table says so)"),
                _ => $"UNDECIDED after {Count(result.Judge.Blocks, "pair")}: {(open.Count == 0 ? "nothing was measured" : string.Join(", ", open))}",
            },
        };
    }

    private static ReportTable Table(GateResult result) => new(_columns, [.. result.Judge.Tracks.Select(track => (IReadOnlyList<string>)
    [
        track.Quantity.Title,
        Value(track.Quantity, result.Outcome.Blocks.Select(block => track.Quantity.Value(block.Baseline))),
        Value(track.Quantity, result.Outcome.Blocks.Select(block => track.Quantity.Value(block.Candidate))),
        Change(track.Quantity, track.Median),
        Span(track.Quantity, track.Interval()),
        NumberText.Value(track.Quantity.MarginPercent(result.Judge.Rule), "%"),
        track.Verdict switch
        {
            GateVerdict.Pass => $"pass after {track.DecidedAfter}",
            GateVerdict.Regression => $"REGRESSION after {track.DecidedAfter}",
            _ => "undecided",
        },
    ])]);

    private static string Value(GateQuantity quantity, IEnumerable<double?> values)
    {
        var median = SampleQuantile.Median(values.OfType<double>());
        return quantity.Metric is { } metric ? NumberText.Value(median, metric) : NumberText.Value(100 * median, "%");
    }

    /// <summary>As the quantity itself moves: a throughput that falls shows a minus, though that is the bad side.</summary>
    private static string Change(GateQuantity quantity, double difference) => quantity.Metric is { } metric
        ? NumberText.Change(Math.Exp(Turn(metric) * difference))
        : Math.Abs(difference) < LeastShare ? "0" : (difference < 0 ? "−" : "+") + NumberText.Value(100 * Math.Abs(difference), "%") + " of all";

    private static string Span(GateQuantity quantity, Interval interval)
    {
        if (!double.IsFinite(interval.Low) || !double.IsFinite(interval.High))
        {
            return "too few pairs";
        }

        return quantity.Metric is { Direction: MetricDirection.HigherIsBetter }
            ? $"[{Change(quantity, interval.High)}, {Change(quantity, interval.Low)}]"
            : $"[{Change(quantity, interval.Low)}, {Change(quantity, interval.High)}]";
    }

    private static int Turn(Metric metric) => metric.Direction == MetricDirection.HigherIsBetter ? -1 : 1;

    private static string Mark(GateVerdict verdict) => verdict switch
    {
        GateVerdict.Pass => "ok",
        GateVerdict.Regression => "WORSE",
        _ => "?",
    };

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
