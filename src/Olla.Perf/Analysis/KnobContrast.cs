using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Results;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Analysis;

/// <summary>
/// The effect of one knob's value against another: in every block, all pairs of candidates that differ in this knob alone are averaged;
/// the block averages are then treated like any paired ratio.
/// </summary>
internal static class KnobContrast
{
    /// <param name="isIncluded">Which pairs count, by the settings that both share; null takes all.</param>
    /// <returns>The mean logarithm of the ratio by block, and how many pairs a block has at most.</returns>
    public static (IReadOnlyDictionary<int, double> LogRatios, int Pairs) Measure(
        RunData data,
        string key,
        string value,
        string reference,
        Func<TrialMeasurement, double?> logarithm,
        Func<IReadOnlyDictionary<string, string>, bool>? isIncluded = null)
    {
        var byBlock = new SortedDictionary<int, List<double>>();
        var pairs = 0;
        foreach (var (candidate, settings) in data.BySettings.Values.Where(entry => entry.Settings.GetValueOrDefault(key) == value))
        {
            var partnerSettings = new Dictionary<string, string>(settings) { [key] = reference };
            if (!data.BySettings.TryGetValue(RunData.SettingsKey(partnerSettings), out var partner) || (isIncluded is not null && !isIncluded(settings)))
            {
                continue;
            }

            pairs++;
            foreach (var (block, ratio) in data.LogRatios(candidate.Id, partner.Candidate.Id, logarithm))
            {
                (byBlock.TryGetValue(block, out var list) ? list : byBlock[block] = []).Add(ratio);
            }
        }

        return (byBlock.ToDictionary(block => block.Key, block => block.Value.Average()), pairs);
    }
}
