using System.Net;
using System.Text;
using Olla.Perf.Recommendations;
using Olla.Perf.Reports.Plots;
using Olla.Perf.Results;

namespace Olla.Perf.Reports;

/// <summary>The report as one page that needs nothing else: no network, no script; light and dark, on a phone and on paper.</summary>
internal sealed class HtmlReport(RunReport report, PlotStyle style, IReadOnlyList<DrawnPlot> plots)
{
    private readonly StringBuilder _page = new();

    public string ToText()
    {
        var scenario = report.Analysis.Data.Scenario;
        _page.Append(
            $"""
             <!doctype html>
             <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
             <title>{Encode(scenario.Name)} – olla-perf</title>
             <style>{HtmlStyle.Css}</style></head><body>
             <header><h1>{Encode(scenario.Name)}</h1><p class="lead">{Encode(scenario.Description)}</p><p>{Encode(ReportText.Headline(report))}</p></header>
             <nav><a href="#run">What to run</a><a href="#front">Front</a><a href="#controls">Controls</a><a href="#knobs">Knobs</a>
             <a href="#distributions">Distributions</a><a href="#time">Time lines</a><a href="#all">All configurations</a><a href="#instrument">Instrument</a></nav>
             """);
        Advice();
        Section("front", "Configurations that nobody beats", "Nobody is at least as good on every objective and better on one. Changes are against the defaults, with 95 % intervals.");
        Table(ReportTables.Pareto(report, style));
        Plots("tradeoff-");
        Section("controls", "Controls", "Truths that were known before: a harness that cannot see them is broken, and one that sees differences where there are none cries wolf.");
        Table(ReportTables.Controls(report));
        Section("knobs", "What each knob does", "Over all settings of the others, in pairs of configurations that differ in this knob alone, block by block.");
        Table(ReportTables.Effects(report));
        Plots("effect-");
        Interactions();
        Section("distributions", "Distributions", "Where the values of each configuration lie.");
        Plots("distribution-");
        Section("time", "Time lines", "Within the measured window, and from block to block.");
        Plots("window-");
        Plots("blocks-");
        Section("all", "All configurations", "Changes are against the defaults.");
        Table(ReportTables.AllCandidates(report, style));
        Beside(
            "First tokens, from when requests were due and from when they were sent",
            "A system that holds its clients up hides from a clock that starts at sending. Where the two differ, the first is what people wait.",
            [Metric.TtftP50, Metric.TtftUncorrectedP50, Metric.TtftP99, Metric.TtftUncorrectedP99, Metric.TtftMaximum]);
        Beside(
            "What the proxy's process did",
            "Allocations, collections and pauses only where the scenario says runtime_events: true and the proxy runs on .NET.",
            [Metric.Threads, Metric.Sockets, Metric.ContextSwitchesPerEvent, Metric.AllocatedPerRequest, Metric.Collections, Metric.GcPause, Metric.GcPauseMaximum]);
        Instrument();
        _page.Append("</body></html>\n");
        return _page.ToString();
    }

    private void Advice()
    {
        Section("run", "What to run", "For each goal the smallest change from the defaults that earned its place. A knob without a proven effect keeps its default.");
        foreach (var recommendation in report.Recommendations)
        {
            _page.Append($"<article><h3>{Encode(recommendation.Goal.Name)}</h3><p class=\"quiet\">{Encode(recommendation.Goal.Title)}</p>");
            if (recommendation.Changes.Count == 0)
            {
                _page.Append("<p><b>Keep the defaults.</b> No change was proven to help.</p>");
            }

            foreach (var change in recommendation.Changes)
            {
                Change(change, recommendation.Goal);
            }

            if (recommendation.AgainstDefaults is { } whole)
            {
                _page.Append($"<p>All of it against the defaults: score {Encode(NumberText.Change(whole))}, {NumberText.Verdict(whole.Verdict)}.</p>");
            }

            foreach (var kept in recommendation.Kept)
            {
                var score = kept.Score is { } measured ? $" ({NumberText.Change(measured)})" : "";
                _page.Append($"<p class=\"quiet\"><code>{Encode(kept.Key)}</code> stays <code>{Encode(kept.Default)}</code>: {Encode(kept.Reason + score)}</p>");
            }

            _page.Append($"<p><a href=\"recommended-{recommendation.Goal.Name}.yaml\">recommended-{recommendation.Goal.Name}.yaml</a></p></article>");
        }
    }

    private void Change(KeyEvidence change, Goal goal)
    {
        var under = change.Under.Length > 0 ? $" with {change.Under}" : "";
        _page.Append(
            $"""
             <p><code class="key">{Encode(change.Key)}: {Encode(change.Value)}</code><br>
             instead of <code>{Encode(change.ComparedWith)}</code>{(change.ComparedWith == change.Default ? " (the default)" : "")}{Encode(under)}:
             {Encode(ReportText.Effect(change, goal))}.<br>Price: {Encode(ReportText.Price(change))}.</p>
             """);
    }

    private void Interactions()
    {
        var table = ReportTables.Interactions(report);
        if (table.Rows.Count > 0)
        {
            _page.Append("<h3>Knobs that depend on each other</h3>");
            Table(table);
        }
    }

    private void Beside(string title, string lead, IReadOnlyList<Metric> metrics)
    {
        var table = ReportTables.Beside(report, style, metrics);
        if (table.Columns.Count > 2)
        {
            _page.Append($"<h3>{Encode(title)}</h3><p>{Encode(lead)}</p>");
            Table(table);
        }
    }

    private void Instrument()
    {
        Section(
            "instrument", "The instrument", "What the harness measured about itself. The noise floor is how far the very same configuration differs from itself; "
            + "no difference below it is called one. The direct leg is the load without a proxy.");
        Table(ReportTables.Instrument(report));
        var unusable = ReportTables.Unusable(report);
        _page.Append($"<h3>Windows that do not count: {unusable.Rows.Count}</h3>");
        if (unusable.Rows.Count > 0)
        {
            Table(unusable);
        }

        if (report.Facts.Probes.Length > 0)
        {
            _page.Append($"<p class=\"quiet\">The machine before any proxy ran: {Encode(report.Facts.Probes)}.</p>");
        }

        _page.Append($"<p class=\"quiet\">Versions: {Encode(report.Facts.Version)}. Started {report.Facts.Started:yyyy-MM-dd HH:mm} UTC.</p>");
    }

    private void Section(string id, string title, string lead) =>
        _page.Append($"<h2 id=\"{id}\">{Encode(title)}</h2><p>{Encode(lead)}</p>");

    private void Plots(string prefix)
    {
        foreach (var plot in plots.Where(plot => plot.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            _page.Append($"<figure><div class=\"plot\">{plot.Svg}</div><figcaption>{Encode(plot.Caption)}</figcaption></figure>");
        }
    }

    private void Table(ReportTable table) => _page.Append(HtmlTable.ToText(table));

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
