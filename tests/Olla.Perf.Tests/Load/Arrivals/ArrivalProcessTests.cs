using Olla.Perf.Load.Arrivals;

namespace Olla.Perf.Tests.Load.Arrivals;

/// <summary>
/// Statistics over 100 000 draws of a fixed seed: the figures are the same on every run. Bounds are four standard errors of the statistic
/// under the wanted distribution, unless a comment says otherwise.
/// </summary>
public class ArrivalProcessTests
{
    private const int Draws = DrawnSample.Draws;

    public static TheoryData<string, double, double> Processes => new()
    {
        { "constant", 1, 0 },
        { "poisson", 1, 1 },
        { "gamma", 0.5, 0.5 },
        { "gamma", 1, 1 },
        { "gamma", 2, 2 },
    };

    [Theory]
    [MemberData(nameof(Processes))]
    public void Gaps_have_mean_one_and_the_wanted_variation(string name, double asked, double wanted)
    {
        var gaps = Gaps(name, asked);
        var sample = new DrawnSample(gaps);
        Assert.InRange(sample.Mean, 1 - (4 * wanted / Math.Sqrt(Draws)) - 1e-12, 1 + (4 * wanted / Math.Sqrt(Draws)) + 1e-12);

        // The variance of a gamma's squared deviation grows with its kurtosis (3 + 6 cv²).
        var error = wanted * Math.Sqrt((2 + (6 * wanted * wanted)) / Draws) / 2;
        Assert.InRange(sample.Variation, wanted - (4 * error) - 1e-9, wanted + (4 * error) + 1e-9);
    }

    [Theory]
    [MemberData(nameof(Processes))]
    public void Gaps_do_not_depend_on_the_gaps_before(string name, double asked, double wanted)
    {
        var gaps = Gaps(name, asked);
        if (wanted == 0)
        {
            Assert.All(gaps, gap => Assert.Equal(1, gap));
            return;
        }

        new DrawnSample(gaps).AssertUncorrelated();
    }

    [Fact]
    public void Poisson_gaps_follow_the_exponential_distribution() =>
        new DrawnSample(Gaps("poisson", 1)).AssertFollows(gap => 1 - Math.Exp(-gap));

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    public void Gamma_gaps_follow_the_gamma_distribution(double variation)
    {
        var shape = 1 / (variation * variation);
        new DrawnSample(Gaps("gamma", variation)).AssertFollows(gap => MathNet.Numerics.Distributions.Gamma.CDF(shape, shape, gap));
    }

    [Theory]
    [InlineData("constant", 1, 0, 0.05)]
    [InlineData("poisson", 1, 1, 0.2)]
    [InlineData("gamma", 2, 4, 0.9)]
    public void Counts_are_dispersed_as_the_process_says(string name, double asked, double wanted, double tolerance)
    {
        // Index of dispersion of counts in windows of 100 mean gaps; of a renewal process it tends to the squared variation of its gaps.
        var counts = new int[(Draws / 100) - 100];
        var time = 0.0;
        foreach (var gap in Gaps(name, asked))
        {
            time += gap;
            if ((int)(time / 100) is var window && window < counts.Length)
            {
                counts[window]++;
            }
        }

        Assert.InRange(new DrawnSample([.. counts.Select(count => (double)count)]).Dispersion, wanted - tolerance, wanted + tolerance);
    }

    [Fact]
    public void The_same_seed_gives_the_same_trace_on_any_machine()
    {
        // Recorded once; the generator uses only operations whose results IEEE 754 fixes to the last bit.
        var random = new RandomStream(1, RandomPurpose.Arrivals);
        var gamma = new GammaArrivals(2, new RandomStream(1, RandomPurpose.Arrivals));
        long hash = 17;
        for (var index = 0; index < 10_000; index++)
        {
            hash = (hash * 31) + BitConverter.DoubleToInt64Bits(random.NextExponential());
            hash = (hash * 31) + BitConverter.DoubleToInt64Bits(gamma.NextGap());
        }

        Assert.Equal(4034178978967341289L, hash);
    }

    [Fact]
    public void Streams_of_one_seed_with_different_purposes_are_not_correlated()
    {
        var one = new RandomStream(7, RandomPurpose.Arrivals);
        var other = new RandomStream(7, RandomPurpose.OutputLengths);
        var product = Enumerable.Range(0, Draws).Sum(_ => (one.NextDouble() - 0.5) * (other.NextDouble() - 0.5)) / Draws * 12;
        Assert.InRange(product, -4 / Math.Sqrt(Draws), 4 / Math.Sqrt(Draws));
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(0.1)]
    [InlineData(0.9999999)]
    [InlineData(1)]
    [InlineData(2.718281828459045)]
    [InlineData(1e200)]
    public void The_portable_logarithm_and_exponential_are_exact_to_the_last_digits(double value)
    {
        Assert.Equal(Math.Log(value), PortableMath.Log(value), 1e-14 * Math.Max(1, Math.Abs(Math.Log(value))));
        var exponent = Math.Log(value);
        Assert.Equal(1, PortableMath.Exp(exponent) / Math.Exp(exponent), 1e-14);
    }

    [Fact]
    public void An_unknown_process_is_named_with_those_that_are_known()
    {
        var problem = Assert.Throws<ArgumentException>(() => ArrivalProcess.Create("bursty", 1, new RandomStream(1, RandomPurpose.Arrivals)));
        Assert.Contains("'bursty'", problem.Message, StringComparison.Ordinal);
        Assert.Contains("gamma", problem.Message, StringComparison.Ordinal);
    }

    private static double[] Gaps(string name, double variation)
    {
        var process = ArrivalProcess.Create(name, variation, new RandomStream(20_261_122, RandomPurpose.Arrivals));
        return [.. Enumerable.Range(0, Draws).Select(_ => process.NextGap())];
    }
}
