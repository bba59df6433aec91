using Olla.Perf.Analysis.Gates;
using Olla.Perf.Reports;
using Olla.Perf.Results;
using Olla.Perf.Sweeps.Duels;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Analysis.Gates;

public sealed class GateTextTests
{
    [Fact]
    public void A_summary_says_verdict_sides_values_and_what_the_verdict_means()
    {
        var text = GateText.Markdown(Result(candidateCpu: 1500, pairs: 20));

        Assert.StartsWith("## REGRESSION: CPU per request +50.0 %\n", text, StringComparison.Ordinal);
        Assert.Contains("Candidate: build new", text, StringComparison.Ordinal);
        Assert.Contains("| CPU per request | 1 000 µs | 1 500 µs | +50.0 % |", text.Replace('\u202F', ' '), StringComparison.Ordinal);
        Assert.Contains("| Throughput | 100 1/s | 100 1/s | +0.0 % |", text, StringComparison.Ordinal);
        Assert.Contains("one false alarm in 100 gates at most", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_sides_pass_and_few_pairs_are_undecided()
    {
        Assert.StartsWith("PASS: nothing is worse by its margin (5 %", GateText.Headline(Result(1000, 20)), StringComparison.Ordinal);
        Assert.StartsWith("UNDECIDED after 2 pairs: ", GateText.Headline(Result(1000, 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_candidate_that_could_not_be_measured_is_a_regression_with_its_reason()
    {
        var broken = Result(1000, 2);
        broken = broken with { Outcome = broken.Outcome with { End = DuelEnd.CandidateBroken, Detail = "it did not start" } };

        Assert.Equal(GateVerdict.Regression, broken.Verdict);
        Assert.Equal("REGRESSION: the candidate could not be measured: it did not start", GateText.Headline(broken));
    }

    [Fact]
    public void Failed_requests_are_the_first_thing_that_a_regression_says()
    {
        var result = Result(candidateCpu: 1500, pairs: 20);
        for (var pair = 0; pair < 2; pair++)
        {
            result.Judge.HearDisturbed(new DuelBlock(30 + pair, Trial(1000), Trial(1000) with
            {
                Values = new Dictionary<string, double> { [Metric.FailedRequests.Name] = 900, [Metric.CompletedRequests.Name] = 0 },
                Errors = new Dictionary<string, int> { ["timeout"] = 300, ["status_503"] = 600 },
            }));
        }

        Assert.Equal(
            "REGRESSION: the candidate failed 1800 of 3800 requests (status_503 1200, timeout 600), the baseline 0 of 2200, CPU per request +50.0 %",
            GateText.Headline(result));
    }

    private static GateResult Result(double candidateCpu, int pairs)
    {
        var judge = new GateJudge(new GateRule(), GateQuantity.Default);
        var blocks = Enumerable.Range(1, pairs).Select(number => new DuelBlock(number, Trial(1000), Trial(candidateCpu))).ToList();
        blocks.ForEach(block => judge.Add(block.Baseline, block.Candidate));
        return new GateResult(
            QuickTruth.Scenario,
            new DuelSide(DuelSide.Baseline, "build old", new Dictionary<string, string>(), null),
            new DuelSide(DuelSide.Candidate, "build new", new Dictionary<string, string>(), null),
            judge,
            new DuelOutcome(DuelEnd.OutOfBudget, blocks, 0, ""));
    }

    private static TrialMeasurement Trial(double cpu) => new()
    {
        Window = TimeSpan.FromSeconds(1),
        Values = new Dictionary<string, double>
        {
            [Metric.TtftP50.Name] = 20,
            [Metric.RequestsPerSecond.Name] = 100,
            [Metric.CpuPerRequest.Name] = cpu,
            [Metric.CompletedRequests.Name] = 100,
        },
    };
}
