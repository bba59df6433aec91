namespace Olla.Perf.Analysis.Statistics;

/// <summary>Corrects several p-values so that the share of false discoveries stays below the level (Benjamini and Hochberg 1995).</summary>
internal static class BenjaminiHochberg
{
    /// <summary>Adjusted p-values in the order given: one below the level is a discovery.</summary>
    public static IReadOnlyList<double> Adjust(IReadOnlyList<double> values)
    {
        var order = Enumerable.Range(0, values.Count).OrderByDescending(index => values[index]).ToArray();
        var adjusted = new double[values.Count];
        var least = 1.0;
        for (var place = 0; place < order.Length; place++)
        {
            var rank = values.Count - place;
            least = Math.Min(least, values[order[place]] * values.Count / rank);
            adjusted[order[place]] = least;
        }

        return adjusted;
    }
}
