using Olla.Perf.Results;

namespace Olla.Perf.Recommendations;

/// <summary>
/// What a person wants of the proxy. A goal's score is a weighted mean of logarithms of metrics, so that "10 % less" counts the same
/// whatever the unit, and the difference of two scores is again a ratio.
/// </summary>
internal sealed record Goal(string Name, string Title, IReadOnlyList<(Metric Metric, double Weight)> Weights)
{
    public static IReadOnlyList<Goal> All { get; } =
    [
        // The first token is what a chat's user waits for; transit is what every later token pays.
        new("low-latency", "First token as early as can be, every token passed on at once",
            [(Metric.TtftP50, 0.5), (Metric.TtftP90, 0.2), (Metric.TransitP50, 0.3)]),
        new("balanced", "No single cost stands out",
            [(Metric.TtftP50, 0.4), (Metric.RequestsPerSecond, 0.2), (Metric.CpuPerEvent, 0.2), (Metric.RssMean, 0.2)]),
        // In an open load the rate is given: what a request costs then says how many would fit.
        new("high-throughput", "Most requests a second, and least work for each",
            [(Metric.RequestsPerSecond, 0.5), (Metric.CpuPerRequest, 0.5)]),
        new("low-memory", "Smallest resident memory under load", [(Metric.RssMean, 0.5), (Metric.RssPeak, 0.5)]),
        new("low-cpu", "Least processor time per request", [(Metric.CpuPerRequest, 1)]),
    ];

    public static Goal Find(string name) => All.First(goal => goal.Name == name);

    /// <summary>Logarithmic score of one trial, less is better; null if a metric of <paramref name="available"/> is missing from it.</summary>
    public double? Score(TrialMeasurement trial, IReadOnlySet<string> available)
    {
        var sum = 0.0;
        var weight = 0.0;
        foreach (var (metric, share) in Weights.Where(entry => available.Contains(entry.Metric.Name)))
        {
            if (!trial.Values.TryGetValue(metric.Name, out var value) || !(value > 0))
            {
                return null;
            }

            sum += share * Math.Log(value) * (metric.Direction == MetricDirection.HigherIsBetter ? -1 : 1);
            weight += share;
        }

        return weight > 0 ? sum / weight : null;
    }
}
