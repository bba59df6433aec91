using Olla.Perf.Analysis.Statistics;

namespace Olla.Perf.Analysis.Sequential;

/// <summary>A confidence interval of the typical paired difference that holds although the run stopped when it knew enough.</summary>
internal static class AnytimeInterval
{
    private const int Halvings = 40;

    /// <summary>All thresholds that <see cref="SequentialEvidence"/> cannot exclude on either side.</summary>
    /// <param name="differences">In the order in which they were measured.</param>
    /// <param name="confidence">0.95 for 95 %.</param>
    public static Interval Find(IReadOnlyList<double> differences, double confidence = 0.95)
    {
        if (differences.Count == 0)
        {
            return Interval.Everything;
        }

        var needed = Math.Log(2 / (1 - confidence));
        var upwards = Bound(differences, needed);
        var downwards = -Bound([.. differences.Select(difference => -difference)], needed);
        return new Interval(upwards, downwards);
    }

    /// <summary>The highest threshold that the differences are proven to exceed, or minus infinity.</summary>
    private static double Bound(IReadOnlyList<double> differences, double needed)
    {
        var high = differences.Max();
        var spread = Math.Max(high - differences.Min(), 1e-9);
        var low = differences.Min() - (100 * spread);
        if (!Exceeds(differences, low, needed))
        {
            return double.NegativeInfinity;
        }

        for (var step = 0; step < Halvings; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = Exceeds(differences, middle, needed) ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static bool Exceeds(IReadOnlyList<double> differences, double threshold, double needed)
    {
        var evidence = new SequentialEvidence(threshold);
        foreach (var difference in differences)
        {
            evidence.Add(difference);
            if (evidence.LogEvidence >= needed)
            {
                return true;
            }
        }

        return false;
    }
}
