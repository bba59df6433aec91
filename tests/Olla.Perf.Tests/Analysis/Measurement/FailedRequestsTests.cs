using Olla.Perf.Analysis.Measurement;
using Olla.Perf.Results;
using static Olla.Perf.Tests.Analysis.Measurement.TrialLogBuilder;
using static Olla.Perf.Tests.Load.Http.StreamBuilder;

namespace Olla.Perf.Tests.Analysis.Measurement;

/// <summary>What fails is data of the system under test: it voids no window.</summary>
public sealed class FailedRequestsTests
{
    /// <summary>A way to fail, by what the client reads; null is the end of the connection.</summary>
    public static TheoryData<string, string?[]> Failures { get; } = new()
    {
        { "status_503", [WithLength("busy", "text/plain", 503)] },
        { "status_429", [WithLength("slow down", "text/plain", 429)] },
        { "reset", [null] },
        { "cut", [Head + Chunk(Token(0, 1)), null] },
        { "malformed", ["not HTTP at all\r\n\r\n"] },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_window_in_which_every_request_fails_is_measured_and_not_void(string failure, string?[] reads)
    {
        var measured = Measure(30, _ => reads);

        Assert.Empty(measured.VoidReasons);
        Assert.Equal((30, 0), (measured.Values[Metric.FailedRequests.Name], measured.Values[Metric.CompletedRequests.Name]));
        Assert.Equal(new Dictionary<string, int> { [failure] = 30 }, measured.Errors);
    }

    [Fact]
    public void A_load_of_too_few_requests_is_void_whether_they_fail_or_not()
    {
        var reason = Assert.Single(Measure(3, _ => [null]).VoidReasons);
        Assert.StartsWith("only 3 requests were made", reason, StringComparison.Ordinal);
        Assert.Equal(reason, Assert.Single(Measure(3, _ => [Head + Chunk(Token(0, 1)) + Chunk(Done) + LastChunk]).VoidReasons));
    }

    private static TrialMeasurement Measure(int requests, Func<int, string?[]> reads)
    {
        var builder = new TrialLogBuilder();
        for (var index = 0; index < requests; index++)
        {
            var scheduled = index * 20 * Millisecond;
            builder.Add(scheduled, 1, reads(index).Select((text, read) => (scheduled + ((read + 2) * Millisecond), text)));
        }

        return TrialAnalyzer.Measure(builder.Build());
    }
}
