using Olla.Perf.Results;

namespace Olla.Perf.Recommendations;

/// <summary>
/// What a person wants of the proxy. A goal's score is a weighted mean of logarithms of metrics, so that "10 % less" counts the same
/// whatever the unit, and the difference of two scores is again a ratio.
/// </summary>
internal sealed record Goal(string Name, string Title, IReadOnlyList<GoalWeight> Weights)
{
    public static IReadOnlyList<Goal> All { get; } =
    [
        // The first token is what a chat's user waits for; transit is what every later token comes later.
        new("low-latency", "First token as early as can be, every token passed on at once",
            [new(Metric.TtftP50, 0.5), new(Metric.TtftP90, 0.2), new(Metric.TransitP50, 0.3, OnTopOf: Metric.ItlP50)]),
        new("balanced", "No single cost stands out",
            [new(Metric.TtftP50, 0.4), new(Metric.RequestsPerSecond, 0.2), new(Metric.CpuPerEvent, 0.2), new(Metric.RssMean, 0.2)]),
        // In an open load the rate is given: what a request costs then says how many would fit.
        new("high-throughput", "Most requests a second, and least work for each",
            [new(Metric.RequestsPerSecond, 0.5), new(Metric.CpuPerRequest, 0.5)]),
        new("low-memory", "Smallest resident memory under load", [new(Metric.RssMean, 0.5), new(Metric.RssPeak, 0.5)]),
        new("low-cpu", "Least processor time per request", [new(Metric.CpuPerRequest, 1)]),
    ];

    public static Goal Find(string name) => All.First(goal => goal.Name == name);

    /// <summary>Logarithmic score of one trial, less is better; null if a metric of <paramref name="available"/> is missing from it.</summary>
    public double? Score(TrialMeasurement trial, IReadOnlySet<string> available)
    {
        var sum = 0.0;
        var weight = 0.0;
        foreach (var entry in Weights.Where(entry => available.Contains(entry.Metric.Name)))
        {
            if (entry.Logarithm(trial) is not { } logarithm)
            {
                return null;
            }

            sum += entry.Share * logarithm;
            weight += entry.Share;
        }

        return weight > 0 ? sum / weight : null;
    }
}
