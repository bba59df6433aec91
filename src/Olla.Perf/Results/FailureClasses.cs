namespace Olla.Perf.Results;

/// <summary>Failed requests by class, in words: <c>status_503 12, timeout 3</c>, the most frequent first.</summary>
internal static class FailureClasses
{
    public static string ToText(IReadOnlyDictionary<string, int> classes) => string.Join(
        ", ", classes.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"));

    /// <summary>The sum over several windows.</summary>
    public static IReadOnlyDictionary<string, int> Sum(IEnumerable<TrialMeasurement> trials) => trials
        .SelectMany(trial => trial.Errors)
        .GroupBy(pair => pair.Key, pair => pair.Value)
        .ToDictionary(group => group.Key, group => group.Sum());
}
