using Olla.Perf.Results;

namespace Olla.Perf.Analysis.Gates;

/// <summary>Something that a gate watches. Differences of a pair are turned so that more is worse.</summary>
internal sealed record GateQuantity
{
    /// <summary>One request in a thousand is tolerated, five in a thousand must be found: a share has no ratio where it is mostly zero.</summary>
    public const double ShareTolerance = 0.001;

    private const double ShareMargin = 0.005;

    /// <summary>Failed or damaged answers, as a share of all requests.</summary>
    public static readonly GateQuantity Failures = new("failed_share", "Failed or damaged", "%", null);

    private GateQuantity(string name, string title, string unit, Metric? metric) => (Name, Title, Unit, Metric) = (name, title, unit, metric);

    public string Name { get; }

    public string Title { get; }

    public string Unit { get; }

    /// <summary>What is compared as a ratio; null for <see cref="Failures"/>, which is compared as a difference.</summary>
    public Metric? Metric { get; }

    /// <summary>What a gate watches unless it is told otherwise.</summary>
    public static IReadOnlyList<GateQuantity> Default { get; } =
    [
        Failures, .. ((Metric[])[Metric.TtftP50, Metric.TransitP50, Metric.RequestsPerSecond, Metric.CpuPerRequest, Metric.RssMean]).Select(Of),
    ];

    /// <summary>Every quantity that can be asked for by name.</summary>
    public static IReadOnlyList<GateQuantity> All { get; } =
        [Failures, .. Metric.All.Where(metric => metric.Direction != MetricDirection.Informational).Select(Of)];

    public double ToleranceOf(GateRule rule) => Metric is null ? ShareTolerance : Math.Log(1 + (Breadth * rule.Tolerance));

    public double MarginOf(GateRule rule) => Metric is null ? ShareMargin : Math.Log(1 + (Breadth * rule.Margin));

    /// <summary>The margin in percent: of the quantity's own value, or of all requests.</summary>
    public double MarginPercent(GateRule rule) => 100 * (Metric is null ? ShareMargin : Breadth * rule.Margin);

    /// <summary>
    /// How many of the rule's margins wide this quantity's is: microseconds of transit and processor time scatter far more than what a
    /// person waits for, and nobody would wait for hundreds of pairs to learn of 5 % of them.
    /// </summary>
    private double Breadth => Metric == Results.Metric.TransitP50 ? 4 : Metric == Results.Metric.CpuPerRequest || Metric == Results.Metric.CpuPerEvent ? 2 : 1;

    /// <summary>The quantity in one trial; null where it was not measured.</summary>
    public double? Value(TrialMeasurement trial)
    {
        if (Metric is not null)
        {
            return trial.Values.TryGetValue(Metric.Name, out var value) && value > 0 && double.IsFinite(value) ? value : null;
        }

        var bad = trial.Values.GetValueOrDefault(Results.Metric.FailedRequests.Name) + trial.Values.GetValueOrDefault(Results.Metric.IntegrityErrors.Name);
        var all = trial.Values.GetValueOrDefault(Results.Metric.FailedRequests.Name) + trial.Values.GetValueOrDefault(Results.Metric.CompletedRequests.Name);
        return all > 0 ? Math.Min(1, bad / all) : null;
    }

    /// <summary>How much worse the candidate did; null where one side lacks the quantity.</summary>
    public double? Difference(TrialMeasurement baseline, TrialMeasurement candidate)
    {
        if (Value(baseline) is not { } before || Value(candidate) is not { } after)
        {
            return null;
        }

        return Metric is null ? after - before : Math.Log(after / before) * (Metric.Direction == MetricDirection.HigherIsBetter ? -1 : 1);
    }

    private static GateQuantity Of(Metric metric) => new(metric.Name, metric.Title, metric.Unit, metric);
}
