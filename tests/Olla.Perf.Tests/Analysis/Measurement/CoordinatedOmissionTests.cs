using Olla.Perf.Analysis;
using Olla.Perf.Analysis.Measurement;
using Olla.Perf.Reports;
using Olla.Perf.Reports.Plots;
using Olla.Perf.Results;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;
using Olla.Perf.Tests.Simulation;
using static Olla.Perf.Tests.Analysis.Measurement.TrialLogBuilder;

namespace Olla.Perf.Tests.Analysis.Measurement;

/// <summary>
/// A backend that stands still for 2 s once in 20 s, in virtual time: a request per 10 ms over few connections. The stall delays the requests
/// behind it; a clock that starts at sending does not see that.
/// </summary>
public class CoordinatedOmissionTests
{
    private const long Second = 1_000_000_000;
    private const long Spacing = 10 * Millisecond;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 10)]
    public void The_corrected_tail_is_what_arithmetic_predicts_and_the_uncorrected_one_misses_it(int connections, int service)
    {
        var values = Measure(connections, service * Millisecond).Values;

        Assert.InRange(values[Metric.TtftP99.Name], 0.95 * Predicted(connections, service), 1.05 * Predicted(connections, service));
        Assert.Equal(service, values[Metric.TtftUncorrectedP99.Name], 6);
        Assert.Equal(service, values[Metric.TtftP50.Name], 6);
    }

    [Fact]
    public void The_report_shows_both_side_by_side()
    {
        var scenario = ScenarioLoader.Load(Path.Combine(Repository.Root, "scenarios", "coordinated-omission.yaml"));
        var measured = Measure(4, 10 * Millisecond);
        var space = SearchSpace.Build(scenario);
        var trials = BlockPlanner.Plan(scenario, space.Candidates, space.Baseline, 1).Select(planned => new TrialRecord(
            planned.Key, 1, 1, planned.Position, planned.Candidate, TrialStatus.Done, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, measured, ""));
        var report = RunReport.Build(new RunData(scenario, [.. trials]), new RunFacts("r", "h", "m", "v", DateTimeOffset.UnixEpoch));

        var page = new HtmlReport(report, new PlotStyle(report.Analysis), []).ToText();

        var (corrected, uncorrected) = (measured.Values[Metric.TtftP99.Name], measured.Values[Metric.TtftUncorrectedP99.Name]);
        Assert.Contains("<th>TTFT p99</th><th>TTFT p99 from sent (uncorrected)</th>", page, StringComparison.Ordinal);
        Assert.Contains($"<td>{NumberText.Value(corrected, "ms")}</td><td>{NumberText.Value(uncorrected, "ms")}</td>", page, StringComparison.Ordinal);
    }

    /// <summary>
    /// Behind the stall a request waits 2 s less spacing minus service per connection for each request before it, so that the 20th longest
    /// wait of 2000 (p99) is this many ms.
    /// </summary>
    private static double Predicted(int connections, double service) => 2000 - (19.5 * (10 - (service / connections)));

    private static TrialMeasurement Measure(int connections, long service)
    {
        var builder = new TrialLogBuilder { WindowLength = 20 * Second };
        var free = new long[connections];
        for (var index = 0; index < 2000; index++)
        {
            var scheduled = index * Spacing;
            var connection = Array.IndexOf(free, free.Min());
            var sent = Math.Max(scheduled, free[connection]);
            var due = sent + service;
            free[connection] = due >= 10 * Second && due < 12 * Second ? 12 * Second : due;
            builder.AddStream(scheduled, 1, free[connection] - scheduled, 0, 0, sentLate: sent - scheduled);
        }

        return TrialAnalyzer.Measure(builder.Build());
    }
}
