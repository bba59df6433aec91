using MathNet.Numerics.Distributions;
using Olla.Perf.Analysis.Sequential;

namespace Olla.Perf.Tests.Analysis.Sequential;

public sealed class SequentialEvidenceTests
{
    private const int Looks = 60;

    public static TheoryData<string> Noises => ["normal", "heavy tails", "two sizes", "drifting size"];

    [Theory]
    [MemberData(nameof(Noises))]
    public void Over_all_looks_fair_differences_reach_one_in_twenty_at_most_once_in_twenty_runs(string noise)
    {
        const int runs = 4000;
        var random = new Random(11);
        var alarms = Enumerable.Range(0, runs).Count(_ => Reaches(Series(noise, random, 0), 20));

        // Ville: at most 5 %; four standard errors above it would refute the claim.
        Assert.InRange(alarms / (double)runs, 0, 0.05 + (4 * Math.Sqrt(0.05 * 0.95 / runs)));
    }

    [Fact]
    public void A_difference_of_twice_the_noise_is_proven_within_twenty_pairs()
    {
        var random = new Random(12);

        var found = Enumerable.Range(0, 500).Count(_ => Reaches(Series("normal", random, 2).Take(20), 500));

        Assert.InRange(found, 450, 500);
    }

    [Fact]
    public void Differences_below_the_threshold_are_no_evidence_however_many()
    {
        var random = new Random(13);
        var evidence = new SequentialEvidence(0.05);
        for (var pair = 0; pair < 1000; pair++)
        {
            evidence.Add(Normal.Sample(random, 0.02, 0.01));
        }

        Assert.True(evidence.LogEvidence < 0, $"{evidence.LogEvidence}");
    }

    [Fact]
    public void Equal_sides_to_the_last_digit_are_no_evidence()
    {
        var evidence = new SequentialEvidence(0);
        evidence.Add(0);
        evidence.Add(0);

        Assert.Equal(0, evidence.LogEvidence, 12);
    }

    [Fact]
    public void Intervals_that_are_looked_at_after_every_pair_hold_the_truth_in_nineteen_of_twenty_runs()
    {
        const int runs = 300;
        var random = new Random(14);
        var missed = 0;
        for (var run = 0; run < runs; run++)
        {
            var differences = Series("heavy tails", random, 0).Take(30).Select(difference => difference + 0.3).ToList();
            missed += Enumerable.Range(6, 25).Any(count => !AnytimeInterval.Find([.. differences.Take(count)]).Contains(0.3)) ? 1 : 0;
        }

        Assert.InRange(missed, 0, (int)(runs * (0.05 + (4 * Math.Sqrt(0.05 * 0.95 / runs)))));
    }

    [Fact]
    public void Few_pairs_prove_nothing_and_many_narrow_the_interval()
    {
        var random = new Random(15);
        var differences = Enumerable.Range(0, 60).Select(_ => Normal.Sample(random, 0.1, 0.02)).ToList();

        Assert.Equal(double.NegativeInfinity, AnytimeInterval.Find([.. differences.Take(4)]).Low);
        var some = AnytimeInterval.Find([.. differences.Take(20)]);
        var many = AnytimeInterval.Find(differences);
        Assert.InRange(many.HalfWidth, 0.001, some.HalfWidth);
        Assert.InRange(many.HalfWidth, 0.001, 0.02);
    }

    private static IEnumerable<double> Series(string noise, Random random, double shift)
    {
        for (var pair = 0; pair < Looks; pair++)
        {
            yield return shift + (noise switch
            {
                "heavy tails" => StudentT.Sample(random, 0, 1, 1.5),
                "two sizes" => Normal.Sample(random, 0, random.Next(10) == 0 ? 20 : 1),
                "drifting size" => Normal.Sample(random, 0, 1 + (pair / 10.0)),
                _ => Normal.Sample(random, 0, 1),
            });
        }
    }

    private static bool Reaches(IEnumerable<double> differences, double wanted)
    {
        var evidence = new SequentialEvidence(0);
        return differences.Any(difference =>
        {
            evidence.Add(difference);
            return evidence.LogEvidence >= Math.Log(wanted);
        });
    }
}
