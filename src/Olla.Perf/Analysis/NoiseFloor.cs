using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Results;

namespace Olla.Perf.Analysis;

/// <summary>
/// How much two runs of the very same configuration differ, from the A/A pair of every block. No difference below it is called one.
/// </summary>
internal sealed class NoiseFloor(RunData data)
{
    /// <summary>Half a percent: what counts as nothing even if the A/A pair happened to agree to the last digit.</summary>
    public const double Least = 0.005;

    private readonly Dictionary<string, double> known = [];

    /// <summary>
    /// Half-width of the floor as a logarithm: the far end of the A/A ratio's 95 % interval. Infinite while fewer than two blocks have the
    /// pair: nothing can be called a difference then.
    /// </summary>
    public double Of(Metric metric) => Of(metric.Name, MetricLogarithm.Of(metric));

    /// <param name="name">What is measured, for remembering it.</param>
    public double Of(string name, Func<TrialMeasurement, double?> logarithm)
    {
        if (!known.TryGetValue(name, out var floor))
        {
            known[name] = floor = Find(logarithm);
        }

        return floor;
    }

    private double Find(Func<TrialMeasurement, double?> logarithm)
    {
        var ratios = data.LogRatios(RunData.Twin, data.Space.Baseline.Id, logarithm);
        if (ratios.Count < 2)
        {
            return double.PositiveInfinity;
        }

        var interval = PairedRatio.Estimate([.. ratios.Values]).LogInterval;
        return Math.Max(Least, Math.Max(Math.Abs(interval.Low), Math.Abs(interval.High)));
    }
}
