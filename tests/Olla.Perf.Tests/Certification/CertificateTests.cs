using MathNet.Numerics.Distributions;
using Olla.Perf.Certification;
using Olla.Perf.Hardware;

namespace Olla.Perf.Tests.Certification;

public sealed class CertificateTests
{
    [Fact]
    public void A_resolution_is_the_median_ratio_of_the_pairs_and_the_scatter_of_their_logarithms()
    {
        var resolution = Resolution.Of("ttft_p50_ms", "TTFT p50", [(10, 11), (20, 20), (10, 9), (5, 5.5)]);

        double[] logarithms = [Math.Log(1.1), 0, Math.Log(0.9), Math.Log(1.1)];
        var mean = logarithms.Average();
        Assert.Equal(Math.Sqrt(1.1) - 1, resolution.Difference, 12);
        Assert.Equal(Math.Sqrt(logarithms.Sum(value => (value - mean) * (value - mean)) / 3), resolution.Scatter, 12);
        Assert.Equal(4, resolution.Pairs);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    public void The_smallest_effect_is_the_one_that_a_paired_test_finds_four_times_out_of_five(int blocks)
    {
        const double Scatter = 0.05;
        const int Experiments = 20_000;
        var effect = Math.Log(1 + new Resolution("m", "M", 0, Scatter, 6).SmallestEffect(blocks));
        var critical = StudentT.InvCDF(0, 1, blocks - 1, 0.975);
        var noise = new Normal(effect, Scatter, new Random(17));
        var found = 0;
        var sample = new double[blocks];
        for (var experiment = 0; experiment < Experiments; experiment++)
        {
            noise.Samples(sample);
            var mean = sample.Average();
            var deviation = Math.Sqrt(sample.Sum(value => (value - mean) * (value - mean)) / (blocks - 1));
            found += mean / (deviation / Math.Sqrt(blocks)) > critical ? 1 : 0;
        }

        Assert.InRange(found / (double)Experiments, 0.76, 0.84);
    }

    [Fact]
    public void The_text_tells_what_the_bare_machine_does_and_which_windows_would_be_void()
    {
        var text = CertificateText.Of(new Certificate
        {
            Hardware = "some-cpu-2c",
            Machine = "Some CPU, 2 processors",
            Measured = new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero),
            Bare = new MicroProbeResult(20, 0.5, 60, 3100, 9),
            Steps =
            [
                new StreamStep(100, 200, new Spread(50, 90, 100), new Spread(1, 2, double.NaN), new Spread(10, 20, 30), 0.1, 0.2, []),
                new StreamStep(5000, 10_000, new Spread(50, 90, 100), new Spread(1, 2, 3), new Spread(10, 20, 30), 0.1, 0.2, ["arrivals were late"]),
            ],
            Saturation = new Saturation(1_000_000, 0.5, 2),
            Resolutions = [new Resolution("ttft_p50_ms", "TTFT p50", 0.01, 0.02, 6)],
        });

        Assert.Contains("timer late by 60.0 µs (p99 3100.0 µs)", text, StringComparison.Ordinal);
        Assert.Contains("A window of 5 000 streams would be void here: arrivals were late.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("A window of 100 streams", text, StringComparison.Ordinal);
        Assert.Contains("| 100 | 200 | 50 / 90 / 100 | 1.0 / 2.0 / n/a |", text, StringComparison.Ordinal);
        Assert.Contains("carry 2 000 000 and 500 000 events/s", text, StringComparison.Ordinal);
    }
}
