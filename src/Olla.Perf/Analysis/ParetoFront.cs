using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Results;

namespace Olla.Perf.Analysis;

/// <summary>
/// Which candidates nobody beats. One dominates another if it is worse on no objective and better on one, where a difference below the
/// metric's noise floor is none.
/// </summary>
internal static class ParetoFront
{
    private const int Resamples = 500;

    public static IReadOnlyList<ParetoPoint> Find(RunData data, NoiseFloor floor, IReadOnlyList<Metric> objectives, int seed)
    {
        var candidates = data.Measured;
        var floors = objectives.Select(metric => Math.Min(floor.Of(metric), Math.Log(1 + data.Scenario.EquivalenceMargin))).ToArray();
        var losses = candidates.Select(candidate => objectives.Select(metric => Losses(data, candidate.Id, metric)).ToArray()).ToArray();
        var blocks = Enumerable.Range(1, data.Blocks).ToArray();
        var front = OnFront(losses, floors, blocks);

        var counts = new int[candidates.Count];
        var random = new Random(seed);
        var draw = new int[blocks.Length];
        for (var i = 0; i < Resamples; i++)
        {
            for (var j = 0; j < draw.Length; j++)
            {
                draw[j] = blocks[random.Next(blocks.Length)];
            }

            var resampled = OnFront(losses, floors, draw);
            for (var index = 0; index < counts.Length; index++)
            {
                counts[index] += resampled[index] ? 1 : 0;
            }
        }

        return [.. candidates.Select((candidate, index) => new ParetoPoint(candidate, front[index], counts[index] / (double)Resamples))];
    }

    /// <summary>Logarithm of the metric against the baseline by block, turned so that less is better.</summary>
    private static Dictionary<int, double> Losses(RunData data, string id, Metric metric)
    {
        var sign = metric.Direction == MetricDirection.HigherIsBetter ? -1 : 1;
        return data.LogRatios(id, data.Space.Baseline.Id, MetricLogarithm.Of(metric)).ToDictionary(pair => pair.Key, pair => sign * pair.Value);
    }

    private static bool[] OnFront(Dictionary<int, double>[][] losses, double[] floors, int[] blocks)
    {
        var medians = losses
            .Select(candidate => candidate.Select(objective => SampleQuantile.Median(blocks.Where(objective.ContainsKey).Select(block => objective[block]))).ToArray())
            .ToArray();
        return [.. medians.Select(mine => !medians.Any(other => Dominates(other, mine, floors)))];
    }

    private static bool Dominates(double[] first, double[] second, double[] floors)
    {
        var better = false;
        for (var objective = 0; objective < floors.Length; objective++)
        {
            var difference = first[objective] - second[objective];
            if (!(difference <= floors[objective]))
            {
                return false;
            }

            better |= difference < -floors[objective];
        }

        return better;
    }
}
