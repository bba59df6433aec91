using System.Globalization;
using System.Xml.Linq;
using Olla.Perf.Analysis;
using Olla.Perf.Analysis.Gates;
using Olla.Perf.Results;

namespace Olla.Perf.Reports;

/// <summary>A run as JUnit knows it, for CI systems that show tests: a control that was not shown, or a regression, is a failed test.</summary>
internal static class JUnitReport
{
    public static string Of(RunReport report)
    {
        var data = report.Analysis.Data;
        var controls = report.Analysis.Controls.Select(control => Case(
            "controls", control.Name,
            control.State == ControlState.NotShown ? $"{control.Expectation}; measured {control.Evidence}" : null,
            control.State == ControlState.Undecided ? $"undecided: {control.Evidence}" : null));
        var answers = data.Measured.Select(candidate => Case("answers", report.Analysis.Label(candidate), Damage(data, candidate.Id), null));
        return Document(report.Facts.RunId, [.. controls, .. answers]);
    }

    /// <param name="broken">Why the candidate could not be measured; null if it could.</param>
    public static string Of(string run, GateJudge judge, string? broken) => Document(run, [
        Case("gate", "The candidate can be measured", broken, null),
        Case("gate", "Requests that fail", judge.Harm.IsProven ? judge.Harm.Text : null, null),
        .. judge.Tracks.Select(track => Case(
        "gate", track.Quantity.Title,
        track.Verdict == GateVerdict.Regression ? string.Create(CultureInfo.InvariantCulture, $"worse after {track.DecidedAfter} pairs: median difference {track.Median:0.####} (logarithm of the ratio; more is worse)") : null,
        track.Verdict == GateVerdict.Undecided ? $"undecided after {track.Differences.Count} pairs" : null)),
    ]);

    private static string? Damage(RunData data, string candidate)
    {
        var trials = data.Of(candidate).Values;
        var failed = trials.Sum(trial => trial.Values.GetValueOrDefault(Metric.FailedRequests.Name));
        var damaged = trials.Sum(trial => trial.Values.GetValueOrDefault(Metric.IntegrityErrors.Name));
        return failed + damaged > 0 ? string.Create(CultureInfo.InvariantCulture, $"{failed:0} requests failed, {damaged:0} events or streams damaged") : null;
    }

    private static XElement Case(string suite, string name, string? failure, string? skipped)
    {
        var test = new XElement("testcase", new XAttribute("classname", "olla-perf." + suite), new XAttribute("name", name));
        if (failure is not null)
        {
            test.Add(new XElement("failure", new XAttribute("message", failure)));
        }
        else if (skipped is not null)
        {
            test.Add(new XElement("skipped", new XAttribute("message", skipped)));
        }

        return test;
    }

    private static string Document(string name, IReadOnlyList<XElement> cases) => new XDocument(
        new XDeclaration("1.0", "utf-8", null),
        new XElement(
            "testsuites",
            new XElement(
                "testsuite",
                new XAttribute("name", name),
                new XAttribute("tests", cases.Count),
                new XAttribute("failures", cases.Count(test => test.Element("failure") is not null)),
                new XAttribute("skipped", cases.Count(test => test.Element("skipped") is not null)),
                cases))).ToString() + "\n";
}
