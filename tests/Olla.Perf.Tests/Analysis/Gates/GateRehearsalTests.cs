using System.Globalization;
using MathNet.Numerics.Distributions;
using Olla.Perf.Analysis.Gates;

namespace Olla.Perf.Tests.Analysis.Gates;

/// <summary>The gate's two promises, on noise whose truth is known: no wolf where there is none, and a wolf found where there is one.</summary>
public sealed class GateRehearsalTests
{
    private const int Runs = 1000;
    private static readonly GateRule Rule = new();
    private static readonly GateQuantity Ttft = GateQuantity.Default.First(quantity => quantity.Name == "ttft_p50_ms");

    public static TheoryData<string> Sources => ["model", "real pairs"];

    [Theory]
    [MemberData(nameof(Sources))]
    public void The_same_build_twice_is_called_a_regression_in_one_gate_of_a_hundred_at_most(string source)
    {
        var result = Rehearse(source, null, 0);

        Assert.InRange(result.Regressions, 0, Runs / 100);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void More_slowness_is_found_more_often_and_three_times_the_margin_nearly_always(string source)
    {
        var found = ((double[])[0, 0.05, 0.15, 0.30]).Select(added => Rehearse(source, Ttft, added).RegressionShare).ToList();

        Assert.Equal(found.Order(), found);
        Assert.InRange(found[^1], 0.95, 1);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void A_candidate_worse_by_the_margin_passes_in_one_gate_of_twenty_at_most(string source)
    {
        var result = Rehearse(source, Ttft, Rule.Margin);

        Assert.InRange(result.Passes, 0, (int)(Runs * (0.05 + (3 * Math.Sqrt(0.05 * 0.95 / Runs)))));
    }

    [Fact]
    public void On_a_quiet_machine_the_same_build_twice_passes()
    {
        var rehearsal = new GateRehearsal(Rule, GateQuantity.Default, random => [0, .. Enumerable.Range(1, 5).Select(_ => (double?)Normal.Sample(random, 0, 0.02))]);

        var result = rehearsal.Run(null, 0, 200, seed: 3);

        Assert.InRange(result.PassShare, 0.98, 1);
        Assert.InRange(result.MeanBlocks, 5, 20);
    }

    [Fact]
    public void A_run_that_keeps_failing_requests_is_a_regression()
    {
        var judge = new GateJudge(Rule, [GateQuantity.Failures]);
        for (var block = 0; block < Rule.MostBlocks && !judge.IsOver; block++)
        {
            judge.Add([0.02]);
        }

        Assert.Equal(GateVerdict.Regression, judge.Verdict);
    }

    private static RehearsalResult Rehearse(string source, GateQuantity? slowed, double added)
    {
        if (source == "model")
        {
            return new GateRehearsal(Rule, GateQuantity.Default, DrawFromModel).Run(slowed, added, Runs, seed: 1);
        }

        var (quantities, pairs) = RealPairs.Read();
        return new GateRehearsal(Rule, quantities, new GateNoise(pairs).Draw).Run(slowed, added, Runs, seed: 2);
    }

    /// <summary>Quantities of unequal noise that move together in part, with a bad pair now and then, as stored trials show them.</summary>
    private static IReadOnlyList<double?> DrawFromModel(Random random)
    {
        var together = Normal.Sample(random, 0, 0.02) * (random.Next(12) == 0 ? 8 : 1);
        double?[] spreads = [0.04, 0.08, 0.002, 0.15, 0.02];
        return [0, .. spreads.Select(spread => together + (spread * StudentT.Sample(random, 0, 1, 4)))];
    }
}
