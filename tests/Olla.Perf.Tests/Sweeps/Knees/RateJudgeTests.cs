using Olla.Perf.Results;
using Olla.Perf.Sweeps.Knees;

namespace Olla.Perf.Tests.Sweeps.Knees;

public sealed class RateJudgeTests
{
    [Theory]
    [InlineData(99.5, "", RateVerdict.Met)]
    [InlineData(99.5, "arrivals were late by 7 ms at p99; the budget is 5 ms", RateVerdict.Met)]
    [InlineData(98, "", RateVerdict.Missed)]
    [InlineData(98, "the window never settled: TTFT drifted by 80 % under a steady load", RateVerdict.Missed)]
    [InlineData(98, "arrivals were late by 7 ms at p99; the budget is 5 ms", RateVerdict.Unmeasurable)]
    [InlineData(98, "the load generator used 1.2 cores; the budget is 0.9", RateVerdict.Unmeasurable)]
    public void What_was_met_stands_and_what_was_missed_counts_only_if_the_instrument_held(double share, string reason, object verdict)
    {
        var judged = RateJudge.Judge(
            new TrialMeasurement
            {
                Values = new Dictionary<string, double> { [Metric.WithinLimits.Name] = share },
                VoidReasons = reason.Length == 0 ? [] : [reason],
                Window = TimeSpan.FromSeconds(1),
            },
            99);

        Assert.Equal(((RateVerdict)verdict, share), (judged.Verdict, judged.Share));
    }
}
