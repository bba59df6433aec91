namespace Olla.Configuration.Diagnostics;

/// <summary>Finds what a person probably meant.</summary>
public static class NearestMatch
{
    // A word this short has too many neighbours at distance two.
    private const int ShortWord = 4;

    /// <summary>The candidate nearest to <paramref name="written"/>, without regard to case, <c>_</c> and <c>-</c>; null when none is near.</summary>
    public static string? Find(string written, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(candidates);
        var word = Normalise(written);
        var limit = word.Length <= ShortWord ? 1 : 2;
        string? best = null;
        var bestDistance = limit + 1;
        foreach (var candidate in candidates)
        {
            var distance = Distance(word, Normalise(candidate));
            if (distance < bestDistance && candidate.Length > 0)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    internal static bool IsSame(string left, string right) => Normalise(left) == Normalise(right);

    private static string Normalise(string text) =>
        text.ToLowerInvariant().Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);

    // Damerau-Levenshtein with adjacent swaps: "prot" is one step from "port".
    private static int Distance(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > 2)
        {
            return int.MaxValue;
        }

        var beforeLast = new int[right.Length + 1];
        var last = new int[right.Length + 1];
        var row = new int[right.Length + 1];
        for (var column = 0; column <= right.Length; column++)
        {
            row[column] = column;
        }

        for (var line = 1; line <= left.Length; line++)
        {
            (beforeLast, last, row) = (last, row, beforeLast);
            row[0] = line;
            for (var column = 1; column <= right.Length; column++)
            {
                var isSame = left[line - 1] == right[column - 1];
                var least = Math.Min(Math.Min(last[column], row[column - 1]) + 1, last[column - 1] + (isSame ? 0 : 1));
                if (line > 1 && column > 1 && left[line - 1] == right[column - 2] && left[line - 2] == right[column - 1])
                {
                    least = Math.Min(least, beforeLast[column - 2] + 1);
                }

                row[column] = least;
            }
        }

        return row[right.Length];
    }
}
