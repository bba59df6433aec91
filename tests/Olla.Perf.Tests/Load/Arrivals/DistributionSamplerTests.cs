using MathNet.Numerics.Distributions;
using Olla.Perf.Load.Arrivals;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Tests.Load.Arrivals;

/// <summary>
/// Lengths of prompts and answers as requests draw them: each request from a stream of its own, so that what is tested is how the streams of
/// 100 000 neighbouring requests lie to each other.
/// </summary>
public class DistributionSamplerTests
{
    private const double Wanted = 250;

    /// <summary>Kind, variation, and how far the sample's variation may lie off: heavy tails show theirs only in the long run.</summary>
    public static TheoryData<string, double, double> Kinds => new()
    {
        { "lognormal", 0.5, 0.02 },
        { "lognormal", 1, 0.08 },
        { "gamma", 0.5, 0.01 },
        { "gamma", 1, 0.02 },
        { "gamma", 2, 0.05 },
        { "pareto", 0.5, 0.10 },
        { "pareto", 1, 0.35 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Lengths_have_the_wanted_mean_variation_and_distribution_and_no_memory(string kind, double variation, double tolerance)
    {
        var sample = new DrawnSample(Lengths(kind, variation));

        Assert.InRange(sample.Mean / Wanted, 1 - (4 * variation / Math.Sqrt(DrawnSample.Draws)), 1 + (4 * variation / Math.Sqrt(DrawnSample.Draws)));
        Assert.InRange(sample.Variation, variation - tolerance, variation + tolerance);
        sample.AssertFollows(Distribution(kind, variation));
        sample.AssertUncorrelated();
    }

    [Fact]
    public void A_constant_is_one() => Assert.All(Lengths("constant", 0), length => Assert.Equal(Wanted, length));

    [Theory]
    [InlineData("lognormal", 6255442570012024067)]
    [InlineData("gamma", -7276250805077318289)]
    [InlineData("pareto", -3855690984887197948)]
    public void The_same_seed_gives_the_same_lengths_on_any_machine(string kind, long recorded)
    {
        // Recorded once, like the trace of the arrivals.
        long hash = 17;
        foreach (var length in Lengths(kind, 0.8).Take(10_000))
        {
            hash = (hash * 31) + BitConverter.DoubleToInt64Bits(length);
        }

        Assert.Equal(recorded, hash);
    }

    private static Func<double, double> Distribution(string kind, double variation)
    {
        var square = variation * variation;
        switch (kind)
        {
            case "lognormal":
                var sigma = Math.Sqrt(Math.Log(1 + square));
                return length => Normal.CDF(-sigma * sigma / 2, sigma, Math.Log(length / Wanted));
            case "gamma":
                return length => Gamma.CDF(1 / square, 1 / square, length / Wanted);
            default:
                var tail = 1 + Math.Sqrt(1 + (1 / square));
                return length => Pareto.CDF(Wanted * (tail - 1) / tail, tail, length);
        }
    }

    private static double[] Lengths(string kind, double variation)
    {
        var plan = new DistributionPlan(kind, Wanted, variation);
        return [.. Enumerable.Range(0, DrawnSample.Draws).Select(request => new DistributionSampler(plan, new RandomStream(20_261_123, RandomPurpose.OutputLengths, (ulong)request)).Next())];
    }
}
