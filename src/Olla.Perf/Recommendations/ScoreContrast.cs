using Olla.Perf.Analysis;
using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Results;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Recommendations;

/// <summary>A knob's effect on a goal's score, and the settings that both sides of every pair share.</summary>
internal sealed record MeasuredContrast(IReadOnlyDictionary<int, double> LogRatios, int Pairs, IReadOnlyDictionary<string, string> Conditions);

/// <summary>
/// Measures what a value does to a goal's score for somebody who has chosen some keys and leaves the others at their defaults. Averaging
/// over the others would be wrong where they matter (the buffer, which does nothing unless the profile is standard); looking only at
/// their defaults would waste most of the run. So: average over all that make no difference to this knob, and fix the rest.
/// </summary>
internal sealed class ScoreContrast(RunData data, NoiseFloor floor, Goal goal, StartingPoint start)
{
    private readonly IReadOnlySet<string> _available =
        goal.Weights.Select(entry => entry.Metric).Where(metric => Objectives.IsMeasured(data, metric)).Select(metric => metric.Name).ToHashSet();

    public double? Score(TrialMeasurement trial) => goal.Score(trial, _available);

    /// <summary>Null if no pair was run that can tell.</summary>
    public MeasuredContrast? Measure(string key, string value, string reference, IReadOnlyDictionary<string, string> chosen)
    {
        var conditions = new Dictionary<string, string>(chosen);
        foreach (var other in data.Scenario.Dimensions.Where(dimension => dimension.Key != key && !chosen.ContainsKey(dimension.Key)))
        {
            if (DependsOn(other, key, value, reference, chosen))
            {
                conditions[other.Key] = start.Of(other.Key, chosen);
            }
        }

        var (ratios, pairs) = KnobContrast.Measure(data, key, value, reference, Score, settings => Agrees(settings, conditions));
        return ratios.Count == 0 ? null : new MeasuredContrast(ratios, pairs, conditions);
    }

    /// <summary>
    /// Whether the effect under two values of the other knob differs by more than intervals and noise floor can explain; or whether nobody can know,
    /// since this knob was turned under some of the other's values only, and the one that will be in force is none of them.
    /// </summary>
    private bool DependsOn(Dimension other, string key, string value, string reference, IReadOnlyDictionary<string, string> chosen)
    {
        var effects = other.Values
            .Select(level => (Level: level, Ratios: KnobContrast.Measure(
                data, key, value, reference, Score, settings => settings[other.Key] == level && Agrees(settings, chosen)).LogRatios))
            .Where(effect => effect.Ratios.Count > 0)
            .ToList();
        if (effects.Count < other.Values.Count && !effects.Exists(effect => effect.Level == start.Of(other.Key, chosen)))
        {
            return true;
        }

        var intervals = effects.Select(effect => StudentMean.Find([.. effect.Ratios.Values], 0.95)).ToList();
        var noise = 2 * floor.Of(goal.Name, Score);
        return intervals.Exists(one => intervals.Exists(two => one.High + noise < two.Low));
    }

    private static bool Agrees(IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> wanted) =>
        wanted.All(pair => settings.GetValueOrDefault(pair.Key) == pair.Value);
}
