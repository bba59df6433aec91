using MathNet.Numerics.Distributions;

namespace Olla.Perf.Analysis.Statistics;

/// <summary>The true share behind so many hits out of so many tries.</summary>
internal static class BinomialShare
{
    /// <summary>Clopper and Pearson's interval: never less sure than it says, also for no hit at all. Source: Biometrika 26 (1934), 404–413.</summary>
    /// <param name="confidence">0.95 for 95 %.</param>
    /// <returns>Shares from 0 to 1; all of them if nothing was tried.</returns>
    public static Interval Find(int hits, int tries, double confidence)
    {
        var tail = (1 - confidence) / 2;
        return new Interval(
            hits == 0 ? 0 : Beta.InvCDF(hits, tries - hits + 1, tail),
            hits == tries ? 1 : Beta.InvCDF(hits + 1, tries - hits, 1 - tail));
    }
}
