using MathNet.Numerics.Distributions;
using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Results;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Analysis;

/// <summary>
/// How much one trial's logarithm of a metric scatters, once what a candidate does always and what a block does to all of its trials are
/// taken out: the residual variance of randomised complete blocks.
/// </summary>
/// <param name="Variance">Of one trial; NaN if fewer than two candidates or blocks are complete.</param>
/// <param name="Freedom">Degrees of freedom behind it.</param>
internal sealed record BlockNoise(double Variance, int Freedom)
{
    public static BlockNoise Estimate(RunData data, IReadOnlyList<Candidate> candidates, Metric metric)
    {
        var logarithm = MetricLogarithm.Of(metric);
        var rows = candidates.Select(candidate => data.Of(candidate.Id).ToDictionary(entry => entry.Key, entry => logarithm(entry.Value))).ToList();
        var blocks = Enumerable.Range(1, data.Blocks).Where(block => rows.TrueForAll(row => row.GetValueOrDefault(block) is not null)).ToList();
        if (rows.Count < 2 || blocks.Count < 2)
        {
            return new BlockNoise(double.NaN, 0);
        }

        var values = rows.Select(row => blocks.Select(block => row[block]!.Value).ToArray()).ToArray();
        var byBlock = blocks.Select((_, index) => values.Average(row => row[index])).ToArray();
        var all = byBlock.Average();
        var squares = values.Sum(row =>
        {
            var mean = row.Average();
            return row.Select((value, index) => Math.Pow(value - mean - byBlock[index] + all, 2)).Sum();
        });
        var freedom = (rows.Count - 1) * (blocks.Count - 1);
        return new BlockNoise(squares / freedom, freedom);
    }

    /// <summary>
    /// One-sided p-value of "the mean difference of two candidates is at most <paramref name="threshold"/>". A pair that scatters more than
    /// the rest is believed.
    /// </summary>
    public double TestAbove(IReadOnlyList<double> differences, double threshold)
    {
        if (!double.IsFinite(Variance) || !double.IsFinite(threshold) || differences.Count < 2)
        {
            return 1;
        }

        var (mean, own) = StudentMean.Describe(differences);
        var error = Math.Max(own, Math.Sqrt(2 * Variance / differences.Count));
        return error == 0 ? (mean > threshold ? 0 : 1) : StudentT.CDF(0, 1, Freedom, -(mean - threshold) / error);
    }
}
