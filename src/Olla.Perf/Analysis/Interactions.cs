namespace Olla.Perf.Analysis;

/// <summary>Where the effect of one knob depends on another.</summary>
internal static class Interactions
{
    /// <summary>
    /// The effect under each value of those other knobs whose values disagree: the intervals under two of them do not meet even when both
    /// are widened by the noise floor.
    /// </summary>
    public static IReadOnlyList<KnobEffect> Of(RunAnalysis analysis, KnobEffect overall)
    {
        var under = new List<KnobEffect>();
        foreach (var other in analysis.Data.Scenario.Dimensions.Where(dimension => dimension.Key != overall.Key))
        {
            var labels = other.Values.Select(value => Sweeps.CandidateIdentity.ValueLabel(other.Key, value)).ToHashSet();
            var effects = analysis.ConditionalEffects
                .Where(effect => effect.Metric == overall.Metric && effect.Key == overall.Key && effect.Value == overall.Value && labels.Contains(effect.Condition))
                .ToList();
            if (effects.Any(one => effects.Any(two => AreApart(one.Comparison, two.Comparison))))
            {
                under.AddRange(effects);
            }
        }

        return under;
    }

    private static bool AreApart(Comparison one, Comparison two) =>
        one.Ratio.LogInterval.High + (2 * one.LogFloor) < two.Ratio.LogInterval.Low;
}
