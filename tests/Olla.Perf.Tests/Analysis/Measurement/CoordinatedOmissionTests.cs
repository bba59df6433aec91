using Olla.Perf.Analysis.Measurement;
using Olla.Perf.Results;
using static Olla.Perf.Tests.Analysis.Measurement.TrialLogBuilder;

namespace Olla.Perf.Tests.Analysis.Measurement;

/// <summary>
/// A backend that stalls for 2 s once in 20 s, in virtual time: a request per 10 ms, each served in 1 ms, one connection's worth of
/// sending at a time. The stall delays the requests behind it; a clock that starts at sending does not see that.
/// </summary>
public class CoordinatedOmissionTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void The_corrected_tail_is_what_arithmetic_predicts_and_the_uncorrected_one_misses_it()
    {
        var builder = new TrialLogBuilder { WindowLength = 20 * Second };
        var free = 0L;
        for (var index = 0; index < 2000; index++)
        {
            var scheduled = index * 10 * Millisecond;
            var sent = Math.Max(scheduled, free);
            var service = index == 1000 ? 2 * Second : Millisecond;
            free = sent + service;
            builder.AddStream(scheduled, 1, free - scheduled, 0, 0, sentLate: sent - scheduled);
        }

        var values = TrialAnalyzer.Measure(builder.Build()).Values;

        // Behind the stall request k waits 2000 ms less 9 ms (10 ms spacing, 1 ms service) for each place: the longest waits are 2000,
        // 1992, 1983, … so that the 20th largest of 2000 (p99) is about 2000 - 9 · 19 ms.
        Assert.InRange(values[Metric.TtftP99.Name], (2000 - (9 * 20)) * 0.95, (2000 - (9 * 19)) * 1.05);
        Assert.Equal(1, values[Metric.TtftUncorrectedP99.Name], 6);
        Assert.Equal(1, values[Metric.TtftP50.Name], 6);
    }
}
