using System.Globalization;
using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Results;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Analysis;

/// <summary>The controls that a scenario's dimensions allow.</summary>
internal sealed class Controls(RunData data, NoiseFloor floor)
{
    private const string ProfileKey = "proxy.profile";
    private const string BufferKey = "proxy.stream_buffer_size";
    private const string BalancerKey = "proxy.load_balancer";
    private readonly VerdictRule rule = new(data.Scenario.EquivalenceMargin);

    public IReadOnlyList<ControlResult> Check() => [.. Profile(), .. Buffer(), .. Balancers(), .. Twin()];

    private IEnumerable<ControlResult> Profile()
    {
        if (!Sweeps(ProfileKey, "standard", "streaming"))
        {
            yield break;
        }

        var effect = Compare(ProfileKey, "standard", "streaming", Metric.TtftP50, null);
        yield return Result(
            "Positive control: profile", "standard holds small events back, so its first token is later than streaming's", effect, Verdict.Worse);
    }

    private IEnumerable<ControlResult> Buffer()
    {
        var sizes = Values(BufferKey).Where(value => long.TryParse(value, out _)).OrderBy(value => long.Parse(value, CultureInfo.InvariantCulture)).ToList();
        if (sizes.Count < 2 || !Sweeps(ProfileKey, "standard", "streaming"))
        {
            yield break;
        }

        var (small, large) = (sizes[0], sizes[^1]);
        var standard = Compare(BufferKey, large, small, Metric.TtftP50, (ProfileKey, "standard"));
        yield return Result(
            "Positive control: buffer in standard", $"{Size(large)} instead of {Size(small)} delays the first token", standard, Verdict.Worse);
        var streaming = Compare(BufferKey, large, small, Metric.TtftP50, (ProfileKey, "streaming"));
        yield return Result(
            "Negative control: buffer in streaming", $"{Size(large)} instead of {Size(small)} changes nothing", streaming, Verdict.Equivalent);
    }

    private IEnumerable<ControlResult> Balancers()
    {
        if (data.Scenario.Fleet.Mocks.Count + data.Scenario.Fleet.Endpoints.Count != 1 || !Sweeps(BalancerKey, "round-robin", "least-connections"))
        {
            yield break;
        }

        foreach (var metric in Objectives.Of(data))
        {
            var effect = Compare(BalancerKey, "round-robin", "least-connections", metric, null);
            yield return Result(
                $"Negative control: balancers, {metric.Title}", "with one backend there is nothing to choose, so balancers are equivalent", effect,
                Verdict.Equivalent);
        }
    }

    /// <summary>The very same configuration twice must never be called different.</summary>
    private IEnumerable<ControlResult> Twin()
    {
        foreach (var metric in Objectives.Of(data))
        {
            var ratios = data.LogRatios(RunData.Twin, data.Space.Baseline.Id, metric);
            if (ratios.Count > 0)
            {
                var ratio = PairedRatio.Estimate([.. ratios.Values]);
                // Against the least floor: against its own it could not fail.
                var comparison = ComparisonFamily.Judge(rule, [(0, ratio, NoiseFloor.Least, metric.Direction)])[0].Comparison;
                var state = comparison.Verdict is Verdict.Better or Verdict.Worse ? ControlState.NotShown : ControlState.Shown;
                yield return new ControlResult($"A/A: {metric.Title}", "one configuration against itself shows no difference", state, Describe(comparison));
            }
        }
    }

    private ControlResult Result(string name, string expectation, Comparison? comparison, Verdict wanted)
    {
        if (comparison is null)
        {
            return new ControlResult(name, expectation, ControlState.Undecided, "not measured");
        }

        var state = comparison.Verdict switch
        {
            var verdict when verdict == wanted => ControlState.Shown,
            Verdict.Undecided => ControlState.Undecided,
            // A difference smaller than the margin is a difference, and yet equivalent in the sense of the control.
            _ when wanted == Verdict.Equivalent && IsWithinMargin(comparison) => ControlState.Shown,
            _ => ControlState.NotShown,
        };
        return new ControlResult(name, expectation, state, Describe(comparison));
    }

    private bool IsWithinMargin(Comparison comparison) =>
        comparison.Ratio.Low > 1 - data.Scenario.EquivalenceMargin && comparison.Ratio.High < 1 + data.Scenario.EquivalenceMargin;

    private Comparison? Compare(string key, string value, string reference, Metric metric, (string Key, string Value)? only)
    {
        var (ratios, _) = KnobContrast.Measure(
            data, key, value, reference, MetricLogarithm.Of(metric), only is { } fix ? settings => settings.GetValueOrDefault(fix.Key) == fix.Value : null);
        return ratios.Count == 0
            ? null
            : ComparisonFamily.Judge(rule, [(0, PairedRatio.Estimate([.. ratios.Values]), floor.Of(metric), metric.Direction)])[0].Comparison;
    }

    private static string Describe(Comparison comparison) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{comparison.ChangePercent:+0.0;−0.0;0.0} % [{comparison.LowPercent:+0.0;−0.0;0.0}, {comparison.HighPercent:+0.0;−0.0;0.0}], {comparison.Ratio.Blocks} blocks");

    private bool Sweeps(string key, params string[] values) => values.All(Values(key).Contains);

    private IReadOnlyList<string> Values(string key) => data.Scenario.Dimensions.FirstOrDefault(dimension => dimension.Key == key)?.Values ?? [];

    private static string Size(string bytes) => CandidateIdentity.ValueLabel(BufferKey, bytes);
}
