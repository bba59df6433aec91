using Olla.Perf.Analysis;
using Olla.Perf.Reports.Plots;
using Olla.Perf.Results;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Reports;

/// <summary>A table, whatever it is printed as.</summary>
internal sealed record ReportTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>The tables that page, summary and console share.</summary>
internal static class ReportTables
{
    /// <summary>Configurations on the front, surest first, with every objective against the defaults.</summary>
    public static ReportTable Pareto(RunReport report, PlotStyle style) => Candidates(
        report, style, [.. report.Analysis.Front.Select(point => point.Candidate)]);

    public static ReportTable AllCandidates(RunReport report, PlotStyle style) => Candidates(report, style, report.Analysis.Data.Measured);

    /// <summary>Direct leg and every configuration with metrics beside the objectives; those that nobody has are left out.</summary>
    public static ReportTable Beside(RunReport report, PlotStyle style, IReadOnlyList<Metric> metrics)
    {
        var data = report.Analysis.Data;
        var legs = data.Measured.Select(candidate => (candidate.Id, Number: $"{style.NumberOf(candidate)}", Label: report.Analysis.Label(candidate)))
            .Prepend((Id: RunData.Direct, Number: "", Label: "direct leg (no proxy)"));
        var known = metrics.Where(metric => legs.Any(leg => double.IsFinite(data.Median(leg.Id, metric)))).ToList();
        return new ReportTable(
            ["#", "Configuration", .. known.Select(metric => metric.Title)],
            [.. legs.Select(leg => (IReadOnlyList<string>)[leg.Number, leg.Label, .. known.Select(metric => NumberText.Value(data.Median(leg.Id, metric), metric))])]);
    }

    /// <summary>What every knob does to every metric shown.</summary>
    public static ReportTable Effects(RunReport report)
    {
        var metrics = report.Analysis.Effects.Select(effect => effect.Metric).Distinct().ToList();
        var rows = report.Analysis.Effects.GroupBy(effect => (effect.Key, effect.Value, effect.Reference)).Select(group =>
            (IReadOnlyList<string>)
            [
                $"{group.Key.Key}: {group.Key.Value} for {group.Key.Reference}",
                .. metrics.Select(metric => group.FirstOrDefault(effect => effect.Metric == metric) is { } effect ? Cell(effect.Comparison) : "n/a"),
            ]);
        return new ReportTable(["Knob", .. metrics.Select(metric => metric.Title)], [.. rows]);
    }

    /// <summary>Effects that depend on another knob.</summary>
    public static ReportTable Interactions(RunReport report)
    {
        var analysis = report.Analysis;
        var rows = analysis.Effects.Where(effect => analysis.Objectives.Contains(effect.Metric)).SelectMany(effect => Analysis.Interactions.Of(analysis, effect)
            .Select(under => (IReadOnlyList<string>)
                [$"{under.Key}: {under.Value} for {under.Reference}", "under " + under.Condition, under.Metric.Title, Cell(under.Comparison)]));
        return new ReportTable(["Knob", "Where", "Metric", "Effect"], [.. rows]);
    }

    public static ReportTable Controls(RunReport report) => new(
        ["Control", "Expected", "State", "Measured"],
        [.. report.Analysis.Controls.Select(control => (IReadOnlyList<string>)[control.Name, control.Expectation, State(control.State), control.Evidence])]);

    /// <summary>Noise floor and direct leg of every objective, and what the instrument says about itself.</summary>
    public static ReportTable Instrument(RunReport report)
    {
        var data = report.Analysis.Data;
        var rows = new List<IReadOnlyList<string>>();
        foreach (var metric in report.Analysis.Objectives.Concat([Metric.TransitP50, Metric.TransitP99, Metric.LatenessP99, Metric.OtherCores]).Distinct())
        {
            var floor = report.Analysis.Floor.Of(metric);
            rows.Add(
            [
                metric.Title,
                NumberText.Value(data.Median(RunData.Direct, metric), metric),
                NumberText.Value(data.Median(data.Space.Baseline.Id, metric), metric),
                double.IsFinite(floor) ? "±" + NumberText.Value(100 * (Math.Exp(floor) - 1), "%") : "n/a",
            ]);
        }

        return new ReportTable(["Quantity", "Direct leg", "Defaults", "Noise floor (A/A)"], rows);
    }

    /// <summary>Trials that do not count, and why.</summary>
    public static ReportTable Unusable(RunReport report) => new(
        ["Trial", "Attempt", "State", "Reason"],
        [
            .. report.Analysis.Data.Trials.Where(trial => trial.Status != Results.Store.TrialStatus.Done || trial.Error.Length > 0)
                .Select(trial => (IReadOnlyList<string>)[trial.Key, $"{trial.Attempt}", trial.Status == Results.Store.TrialStatus.Done ? "used, though void" : trial.Status.ToString().ToLowerInvariant(), trial.Error]),
        ]);

    private static ReportTable Candidates(RunReport report, PlotStyle style, IReadOnlyList<Candidate> candidates)
    {
        var analysis = report.Analysis;
        var rows = candidates.Select(candidate => (IReadOnlyList<string>)
        [
            $"{style.NumberOf(candidate)}",
            analysis.Label(candidate),
            NumberText.Probability(analysis.Pareto.First(point => point.Candidate.Id == candidate.Id).ProbabilityOnFront),
            .. analysis.Objectives.Select(metric => Value(analysis, candidate, metric)),
        ]);
        return new ReportTable(["#", "Configuration", "P(on front)", .. analysis.Objectives.Select(metric => metric.Title)], [.. rows]);
    }

    private static string Value(RunAnalysis analysis, Candidate candidate, Metric metric)
    {
        var value = NumberText.Value(analysis.Data.Median(candidate.Id, metric), metric);
        return analysis.AgainstBaseline.TryGetValue((candidate.Id, metric.Name), out var comparison) ? $"{value}\n{Cell(comparison)}" : value;
    }

    private static string Cell(Comparison comparison) =>
        $"{NumberText.Change(comparison)} {NumberText.Verdict(comparison.Verdict)}"
        + (comparison.MoreBlocks is { } more ? $" (about {NumberText.Blocks(more)})" : "");

    private static string State(ControlState state) => state switch
    {
        ControlState.Shown => "shown",
        ControlState.NotShown => "NOT SHOWN",
        _ => "undecided",
    };
}
