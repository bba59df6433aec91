namespace Olla.Perf.Scenarios;

/// <summary>Finds what a person probably meant.</summary>
internal static class NearestName
{
    /// <summary>
    /// The name nearest to <paramref name="typed"/> (letter case, <c>_</c> and <c>-</c> do not count), or null if none is near:
    /// at most one edit for up to four letters, else two; a longer name whose beginning was typed also counts.
    /// </summary>
    public static string? Find(string typed, IEnumerable<string> names)
    {
        var wanted = Normalise(typed);
        var allowed = wanted.Length <= 4 ? 1 : 2;
        string? nearest = null;
        var best = int.MaxValue;
        foreach (var name in names)
        {
            var distance = Distance(wanted, Normalise(name));
            if (distance < best)
            {
                (nearest, best) = (name, distance);
            }
        }

        return best <= allowed ? nearest : null;
    }

    /// <summary><c>; did you mean "x"?</c> or nothing.</summary>
    public static string Hint(string typed, IEnumerable<string> names) =>
        Find(typed, names) is { } name ? $"; did you mean \"{name}\"?" : "";

    private static string Normalise(string text) =>
        text.ToLowerInvariant().Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);

    /// <summary>Damerau-Levenshtein distance (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                var value = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    value = Math.Min(value, rows[i - 2, j - 2] + 1);
                }

                rows[i, j] = value;
            }
        }

        return rows[a.Length, b.Length];
    }
}
