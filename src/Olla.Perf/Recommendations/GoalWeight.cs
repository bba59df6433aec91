using Olla.Perf.Results;

namespace Olla.Perf.Recommendations;

/// <summary>How much a metric counts in a goal's score.</summary>
/// <param name="Metric">What is measured.</param>
/// <param name="Share">Its share of the score; all shares of a goal make one.</param>
/// <param name="OnTopOf">
/// What the metric adds to, so that it counts by how much it lengthens the whole: a transit that doubles from 0.2 ms is 4 % of a token that is 5 ms
/// on its way. Null, or not measured: the metric counts by itself.
/// </param>
internal sealed record GoalWeight(Metric Metric, double Share, Metric? OnTopOf = null)
{
    /// <summary>The natural logarithm of what counts, less being better; null if the metric is missing from a trial or not above zero.</summary>
    public double? Logarithm(TrialMeasurement trial)
    {
        if (!trial.Values.TryGetValue(Metric.Name, out var value) || !(value > 0))
        {
            return null;
        }

        var whole = OnTopOf is not null && trial.Values.TryGetValue(OnTopOf.Name, out var basis) && basis > 0
            ? value + (basis * Microseconds(OnTopOf) / Microseconds(Metric))
            : value;
        return Metric.Direction == MetricDirection.HigherIsBetter ? -Math.Log(whole) : Math.Log(whole);
    }

    public override string ToString() =>
        FormattableString.Invariant($"{Metric.Title}{(OnTopOf is null ? "" : $" on top of {OnTopOf.Title}")} {100 * Share:0} %");

    private static double Microseconds(Metric metric) => metric.Unit switch
    {
        "µs" => 1,
        "ms" => 1_000,
        _ => throw new InvalidOperationException($"{metric.Name} is no time: it cannot be added to one"),
    };
}
