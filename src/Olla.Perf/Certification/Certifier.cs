using Olla.Perf.Fleet;
using Olla.Perf.Hardware;
using Olla.Perf.Load;
using Olla.Perf.Results;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Certification;

/// <summary>
/// Measures the instrument itself:
/// <code>
///   (1) mock ══ generator, paced streams    pacing error, lateness, transit of the direct leg
///   (2) mock ══ generator, no pauses        events a second until something saturates
///   (3) mock ══ proxy ══ generator, twice   the A/A difference, and from its scatter the smallest effect that can be found
/// </code>
/// </summary>
/// <param name="folder">Where the event logs go.</param>
internal sealed class Certifier(string folder, TimeProvider time, Action<string> report)
{
    private static readonly Metric[] _resolved = [Metric.TtftP50, Metric.TtftP90, Metric.TransitP50, Metric.TransitP99, Metric.CpuPerEvent, Metric.RssMean];
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan _shortWindow = TimeSpan.FromMilliseconds(1500);
    private static readonly Candidate _direct = new() { Id = "direct", Role = TrialRole.Direct, Settings = new Dictionary<string, string>() };

    public async Task<Certificate> RunAsync(IReadOnlyList<int> streams, int pairs, CancellationToken cancellation)
    {
        report("the bare machine");
        var bare = MicroProbes.Run();
        await using var runner = new TrialRunner(new FleetOptions(), time);
        var steps = new List<StreamStep>();
        foreach (var count in streams)
        {
            report($"{count} paced streams, direct");
            steps.Add(Step(count, await MeasureAsync(runner, CertificationPlan.Streams(count, _window), _direct, count, cancellation))); // (1)
        }

        report("events without pauses, direct");
        var saturated = await MeasureAsync(runner, CertificationPlan.Saturated(_shortWindow), _direct, 0, cancellation); // (2)
        var machine = HardwareProbe.Read();
        return new Certificate
        {
            Hardware = machine.Id,
            Machine = $"{machine.CpuModel}, {machine.Processors} processors, {machine.OperatingSystem}, {machine.Runtime}",
            Measured = time.GetUtcNow(),
            Bare = bare,
            Steps = steps,
            Saturation = SaturationOf(saturated.Values),
            Resolutions = await ResolveAsync(runner, pairs, cancellation), // (3)
        };
    }

    /// <summary>Half of the pairs are measured in the other order, so that a drift of the machine does not look like a difference.</summary>
    private async Task<IReadOnlyList<Resolution>> ResolveAsync(TrialRunner runner, int pairs, CancellationToken cancellation)
    {
        var scenario = CertificationPlan.Twice(_shortWindow);
        var baseline = SearchSpace.Build(scenario).Baseline;
        var measured = new List<(TrialMeasurement First, TrialMeasurement Second)>();
        for (var pair = 1; pair <= pairs; pair++)
        {
            report($"the same configuration twice, pair {pair} of {pairs}");
            var one = await MeasureAsync(runner, scenario, baseline, pair, cancellation);
            var other = await MeasureAsync(runner, scenario, baseline, pair, cancellation, again: true);
            measured.Add(pair % 2 == 0 ? (other, one) : (one, other));
        }

        return [.. from metric in _resolved
                   let values = measured.Where(pair => Has(pair.First, metric) && Has(pair.Second, metric))
                       .Select(pair => (pair.First.Values[metric.Name], pair.Second.Values[metric.Name])).ToList()
                   where values.Count > 1
                   select Resolution.Of(metric.Name, metric.Title, values)];
    }

    private async Task<TrialMeasurement> MeasureAsync(
        TrialRunner runner, Scenario scenario, Candidate candidate, int block, CancellationToken cancellation, bool again = false)
    {
        var id = $"{scenario.Name}-{block}{(again ? "-again" : "")}";
        var seed = scenario.Seed + (ulong)block;
        return await runner.RunAsync(new TrialRequest(id, scenario, candidate, block, seed, Path.Combine(folder, id + ".arrow")), null, cancellation);
    }

    private static StreamStep Step(int streams, TrialMeasurement measurement)
    {
        var values = measurement.Values;
        return new StreamStep(
            streams,
            Value(values, Metric.EventsPerSecond),
            new Spread(Value(values, Metric.PacingErrorP50), Value(values, Metric.PacingErrorP99), Value(values, Metric.PacingErrorP999)),
            new Spread(Value(values, Metric.LatenessP50) * 1e3, Value(values, Metric.LatenessP99) * 1e3, Value(values, Metric.LatenessP999) * 1e3),
            new Spread(Value(values, Metric.TransitP50), Value(values, Metric.TransitP99), Value(values, Metric.TransitP999)),
            Value(values, Metric.GeneratorCores),
            Value(values, Metric.BackendCores),
            measurement.VoidReasons);
    }

    private static Saturation SaturationOf(IReadOnlyDictionary<string, double> values)
    {
        var events = Value(values, Metric.EventsPerSecond);
        return new Saturation(events, Value(values, Metric.GeneratorCores) * 1e6 / events, Value(values, Metric.BackendCores) * 1e6 / events);
    }

    private static bool Has(TrialMeasurement measurement, Metric metric) => measurement.Values.TryGetValue(metric.Name, out var value) && value > 0;

    private static double Value(IReadOnlyDictionary<string, double> values, Metric metric) => values.TryGetValue(metric.Name, out var value) ? value : double.NaN;
}
