namespace Olla.Perf.Tests.Simulation;

/// <summary>
/// What a simulated proxy really does: a base value per metric, and a factor for each setting (<c>key=value</c>, or several with <c>&amp;</c> between them)
/// on each metric.
/// </summary>
/// <param name="Noise">Standard deviation of the logarithm of each trial's values.</param>
/// <param name="Drift">Standard deviation of the logarithm of what all trials of a block share.</param>
internal sealed record PlantedTruth(
    IReadOnlyDictionary<string, double> BaseValues, IReadOnlyDictionary<(string Setting, string Metric), double> Factors, double Noise, double Drift)
{
    /// <summary>What else a shared machine does to measurements; null is nothing.</summary>
    public MachineNoise? Machine { get; init; }

    /// <summary>The true value of a metric under these settings, without noise.</summary>
    public double Value(string metric, IReadOnlyDictionary<string, string> settings)
    {
        var texts = settings.Select(setting => $"{setting.Key}={setting.Value}").ToHashSet();
        return Factors.Where(factor => factor.Key.Metric == metric && factor.Key.Setting.Split('&').All(texts.Contains))
            .Aggregate(BaseValues[metric], (value, factor) => value * factor.Value);
    }
}
