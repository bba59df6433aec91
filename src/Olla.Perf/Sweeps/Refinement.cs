using System.Globalization;
using System.Text;
using Olla.Configuration.Keys;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Sweeps;

/// <summary>
/// From coarse to fine: a second scenario around the best of a first one. Numeric keys are swept again between the best value's
/// neighbours, with one value more on either side of it; all others keep the values that somebody on the front has.
/// </summary>
internal static class Refinement
{
    /// <param name="scenario">The coarse one.</param>
    /// <param name="best">Settings of the best candidate; a key that it leaves out keeps its default.</param>
    /// <param name="front">Effective settings of the candidates that nobody beats.</param>
    /// <param name="include">The coarse scenario's file, as the fine one names it.</param>
    public static string ToYaml(Scenario scenario, IReadOnlyDictionary<string, string> best, IReadOnlyList<IReadOnlyDictionary<string, string>> front, string include)
    {
        var text = new StringBuilder();
        text.Append($"# {scenario.Name} once more, finer around its best configuration: {CandidateIdentity.Label(best)}.\n");
        text.Append($"include: {include}\nname: {scenario.Name}-fine\ndimensions:\n");
        foreach (var dimension in scenario.Dimensions)
        {
            var values = best.TryGetValue(dimension.Key, out var value) && Finer(dimension, value) is { } finer
                ? finer
                : [.. dimension.Values.Where(one => front.Any(settings => settings.GetValueOrDefault(dimension.Key) == one))];
            values = values.Count > 0 ? values : dimension.Values;
            text.Append($"  \"{dimension.Key}\": ");
            text.Append(dimension.When.Count == 0
                ? $"[{string.Join(", ", values)}]\n"
                : $"{{values: [{string.Join(", ", values)}], when: {{{string.Join(", ", dimension.When.Select(pair => $"\"{pair.Key}\": {pair.Value}"))}}}}}\n");
        }

        return text.ToString();
    }

    /// <summary>The best value, its neighbours, and the value half-way to each; null for a key that is no scale.</summary>
    internal static IReadOnlyList<string>? Finer(Dimension dimension, string best)
    {
        var isTime = ConfigurationKeys.Find(dimension.Key)?.Kind == KeyKind.Duration;
        var scale = dimension.Values.Select(text => (Text: text, Number: Number(text, isTime))).OrderBy(entry => entry.Number).ToList();
        var place = scale.FindIndex(entry => entry.Text == best);
        if (ConfigurationKeys.Find(dimension.Key)?.IsNumeric != true || scale.Count < 3 || place < 0 || scale.Exists(entry => double.IsNaN(entry.Number)))
        {
            return null;
        }

        var values = new List<string>();
        for (var index = Math.Max(0, place - 1); index <= Math.Min(scale.Count - 1, place + 1); index++)
        {
            if (values.Count > 0)
            {
                values.Add(Text(Middle(scale[index - 1].Number, scale[index].Number), isTime));
            }

            values.Add(scale[index].Text);
        }

        return [.. values.Distinct()];
    }

    /// <summary>Half-way in ratio, as such keys are felt; half-way in amount where one end is zero.</summary>
    private static double Middle(double low, double high) => low > 0 ? Math.Sqrt(low * high) : (low + high) / 2;

    private static double Number(string text, bool isTime) => isTime
        ? DurationText.TryParse(text, out var duration) ? duration.TotalMilliseconds : double.NaN
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static string Text(double number, bool isTime) => isTime
        ? Math.Round(number).ToString(CultureInfo.InvariantCulture) + "ms"
        : Math.Round(number).ToString(CultureInfo.InvariantCulture);
}
