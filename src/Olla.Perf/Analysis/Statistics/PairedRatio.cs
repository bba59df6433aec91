namespace Olla.Perf.Analysis.Statistics;

/// <summary>The ratio of two configurations' values, from one pair per block, on a logarithmic scale.</summary>
/// <param name="LogRatio">Median over the blocks.</param>
/// <param name="LogInterval">Where the ratio lies, at the confidence asked for.</param>
/// <param name="PValue">Two-sided, of "there is no difference".</param>
/// <param name="Blocks">Pairs it rests on.</param>
internal sealed record PairedRatio(double LogRatio, Interval LogInterval, double PValue, int Blocks)
{
    /// <summary>
    /// From here on the bootstrap stands alone. A median of fewer blocks has too few distinct resamples to reach 95 %, so that Student's
    /// interval widens it.
    /// </summary>
    private const int EnoughForBootstrap = 10;

    /// <summary>The rank test cannot go below 1/2^(n-1): with fewer blocks it can reject nothing once it is corrected.</summary>
    private const int EnoughForRanks = 10;

    public double Ratio => Math.Exp(LogRatio);

    public double Low => Math.Exp(LogInterval.Low);

    public double High => Math.Exp(LogInterval.High);

    /// <param name="logRatios">One per block; at least one.</param>
    public static PairedRatio Estimate(IReadOnlyList<double> logRatios, double confidence = 0.95, int seed = 1)
    {
        var median = SampleQuantile.Median(logRatios);
        if (logRatios.Count < 2)
        {
            return new PairedRatio(median, Interval.Everything, 1, logRatios.Count);
        }

        var interval = BootstrapMedian.Find(logRatios, confidence, seed);
        if (logRatios.Count < EnoughForBootstrap)
        {
            interval = interval.Hull(StudentMean.Find(logRatios, confidence));
        }

        var probability = logRatios.Count < EnoughForRanks ? StudentMean.Test(logRatios) : WilcoxonSignedRank.Test(logRatios);
        return new PairedRatio(median, interval, probability, logRatios.Count);
    }
}
