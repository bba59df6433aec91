using Olla.Perf.Load;
using Olla.Perf.Results;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Tests.Simulation;

/// <summary>Measures a <see cref="PlantedTruth"/> instead of a proxy: the instrument with which the tuner itself is measured.</summary>
internal sealed class SimulatedTrialRunner(PlantedTruth truth, ulong seed) : ITrialRunner
{
    private readonly List<string> started = [];
    private readonly Random machine = new((int)(seed & int.MaxValue));
    private readonly Gaussian steps = new(~seed);
    private double walk;

    /// <summary>Trials in the order they were asked for.</summary>
    public IReadOnlyList<string> Started => started;

    /// <summary>Called before a trial is measured; may throw.</summary>
    public Action<TrialRequest>? OnTrial { get; init; }

    /// <summary>Reasons to declare a trial void, by request.</summary>
    public Func<TrialRequest, string?> VoidReason { get; init; } = _ => null;

    /// <summary>Changes what a trial measured, by request.</summary>
    public Func<TrialRequest, TrialMeasurement, TrialMeasurement> Alter { get; init; } = (_, measured) => measured;

    public Task<TrialMeasurement> RunAsync(TrialRequest request, IProgress<TrialProgress>? progress, CancellationToken cancellation)
    {
        started.Add(request.TrialId);
        OnTrial?.Invoke(request);
        cancellation.ThrowIfCancellationRequested();
        progress?.Report(new TrialProgress("load", 0.5, 10, 1));

        var (disturbance, disturbed) = Disturb();
        var own = new Gaussian(seed ^ StableHash(request.TrialId));
        var values = new Dictionary<string, double>();
        foreach (var metric in truth.BaseValues.Keys.Order(StringComparer.Ordinal))
        {
            // Drift depends on block and metric alone, so that all trials of a block share it.
            var shared = new Gaussian(seed ^ request.TraceSeed ^ StableHash(metric)).Next() * truth.Drift;
            values[metric] = truth.Value(metric, request.Candidate.Settings) * Math.Exp(shared + disturbance + (own.Next() * truth.Noise));
        }

        if (request.Candidate.Role == TrialRole.Direct)
        {
            values = values.ToDictionary(pair => pair.Key, pair => pair.Value * 0.5);
        }

        var reason = VoidReason(request) ?? disturbed;
        var ttft = values.GetValueOrDefault(Metric.TtftP50.Name, 20);
        return Task.FromResult(Alter(request, new TrialMeasurement
        {
            Values = values,
            Distributions = new Dictionary<string, IReadOnlyList<QuantilePoint>>
            {
                ["ttft_ms"] = Curve(ttft),
                ["transit_us"] = Curve(ttft * 4),
                ["itl_ms"] = Curve(10),
            },
            TimeLines = new Dictionary<string, IReadOnlyList<TimePoint>>
            {
                ["cpu_cores"] = [new(0, 0.2), new(1, 0.3), new(2, 0.25)],
                ["rss_mb"] = [new(0, 60), new(1, 64), new(2, 65)],
            },
            VoidReasons = reason is null ? [] : [reason],
            Window = TimeSpan.FromSeconds(2),
        }));
    }

    /// <summary>What the machine does to the next trial, as a logarithm, and why that voids it; null if it does not.</summary>
    private (double Logarithm, string? VoidReason) Disturb()
    {
        if (truth.Machine is not { } noise)
        {
            return (0, null);
        }

        walk += steps.Next() * noise.Walk;
        var drawn = machine.NextDouble();
        var size = -Math.Log(1 - machine.NextDouble()) * noise.OutlierSize;
        if (drawn < noise.FailureShare)
        {
            throw new TrialFailedException("the proxy did not start");
        }

        if (drawn - noise.FailureShare < noise.VoidShare)
        {
            return (walk + 0.5, "other processes used 0.9 cores meanwhile; the budget is 0.3");
        }

        return (drawn - noise.FailureShare - noise.VoidShare < noise.OutlierShare ? walk + size : walk, null);
    }

    private static IReadOnlyList<QuantilePoint> Curve(double median) =>
        [.. Enumerable.Range(0, 21).Select(step => new QuantilePoint(step / 20.0, median * (0.6 + (0.04 * step))))];

    /// <summary>FNV-1a: string.GetHashCode differs between processes.</summary>
    private static ulong StableHash(string text) =>
        text.Aggregate(14695981039346656037UL, (hash, letter) => (hash ^ letter) * 1099511628211UL);

    private sealed class Gaussian(ulong seed)
    {
        private readonly Random random = new((int)((seed ^ (seed >> 32)) & int.MaxValue));

        /// <summary>Box–Muller.</summary>
        public double Next() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
