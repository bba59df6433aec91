using Olla.Perf.Analysis;
using Olla.Perf.Reports;
using Olla.Perf.Results;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Analysis;

public sealed class RunComparisonTests
{
    [Fact]
    public async Task Two_runs_of_the_same_thing_show_no_difference()
    {
        var first = await SimulatedRun.RunAsync(QuickTruth.Scenario, QuickTruth.Truth, 1);
        var second = await SimulatedRun.RunAsync(QuickTruth.Scenario, QuickTruth.Truth, 2);

        Assert.DoesNotContain(RunComparison.Compare(first, second), row => row.Comparison.Verdict is Verdict.Better or Verdict.Worse);
    }

    [Fact]
    public async Task What_needs_twice_the_memory_in_the_second_run_is_worse_and_nothing_else_is()
    {
        var heavier = new Dictionary<(string, string), double>(QuickTruth.Truth.Factors) { [("proxy.engine=olla", Metric.RssMean.Name)] = 2 };
        var first = await SimulatedRun.RunAsync(QuickTruth.Scenario, QuickTruth.Truth with { Drift = 0.01 }, 1);
        var second = await SimulatedRun.RunAsync(QuickTruth.Scenario, QuickTruth.Truth with { Drift = 0.01, Factors = heavier }, 2);

        var worse = RunComparison.Compare(first, second).Where(row => row.Comparison.Verdict == Verdict.Worse).ToList();

        var page = ComparisonPage.ToText("one", "two", "first remark\nsecond remark", ComparisonText.Table(worse, "one", "two"));
        Assert.Equal(8 + 1, page.Split("<td class=\"bad\">worse</td>").Length);
        Assert.Contains("<p>second remark</p>", page, StringComparison.Ordinal);
        Assert.Equal(8, worse.Count);
        Assert.All(worse, row => Assert.True(row.Metric == Metric.RssMean && row.Label.StartsWith("olla", StringComparison.Ordinal), row.Label));
    }
}
