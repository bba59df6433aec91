using MathNet.Numerics.Distributions;

namespace Olla.Perf.Analysis.Statistics;

/// <summary>Wilcoxon's signed-rank test of "the differences are symmetric around zero".</summary>
internal static class WilcoxonSignedRank
{
    /// <summary>Up to here the exact distribution is counted; beyond, the normal approximation errs by less than 0.001.</summary>
    private const int MostExact = 50;

    /// <summary>Two-sided p-value. Zero differences are left out, as Wilcoxon did; ties share their mean rank.</summary>
    public static double Test(IEnumerable<double> differences)
    {
        var sample = differences.Where(difference => difference != 0).OrderBy(Math.Abs).ToArray();
        if (sample.Length == 0)
        {
            return 1;
        }

        // Ranks are doubled, so that the mean rank of a tie stays a whole number.
        var ranks = DoubledRanks(sample);
        var positive = ranks.Where((_, index) => sample[index] > 0).Sum();
        return sample.Length <= MostExact ? Exact(ranks, positive) : Approximate(ranks, positive);
    }

    private static int[] DoubledRanks(double[] sample)
    {
        var ranks = new int[sample.Length];
        for (var first = 0; first < sample.Length;)
        {
            var last = first;
            while (last + 1 < sample.Length && Math.Abs(sample[last + 1]) == Math.Abs(sample[first]))
            {
                last++;
            }

            Array.Fill(ranks, first + last + 2, first, last - first + 1);
            first = last + 1;
        }

        return ranks;
    }

    /// <summary>Counts, over all sign patterns, how many reach each sum.</summary>
    private static double Exact(int[] ranks, int positive)
    {
        var total = ranks.Sum();
        var share = new double[total + 1];
        share[0] = 1;
        var reach = 0;
        foreach (var rank in ranks)
        {
            reach += rank;
            for (var sum = reach; sum >= 0; sum--)
            {
                share[sum] = 0.5 * (share[sum] + (sum >= rank ? share[sum - rank] : 0));
            }
        }

        var extreme = Math.Min(positive, total - positive);
        return Math.Min(1, 2 * share.Take(extreme + 1).Sum());
    }

    private static double Approximate(int[] ranks, int positive)
    {
        var mean = ranks.Sum() / 2.0;
        var deviation = Math.Sqrt(ranks.Sum(rank => (double)rank * rank) / 4);
        var z = Math.Max(0, Math.Abs(positive - mean) - 1) / deviation;
        return 2 * Normal.CDF(0, 1, -z);
    }
}
