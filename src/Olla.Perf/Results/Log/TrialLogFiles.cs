namespace Olla.Perf.Results.Log;

/// <summary>The files of one trial's log: three Arrow tables with one name.</summary>
internal static class TrialLogFiles
{
    /// <summary>Key of the header in each file's schema metadata.</summary>
    public const string HeaderKey = "olla.trial";

    private static readonly string[] _suffixes = [".requests.arrow", ".events.arrow", ".resources.arrow"];

    public static string Requests(string path) => Stem(path) + _suffixes[0];

    public static string Events(string path) => Stem(path) + _suffixes[1];

    public static string Resources(string path) => Stem(path) + _suffixes[2];

    /// <summary>The name without any of the endings; any of the three files names the log.</summary>
    public static string Stem(string path)
    {
        foreach (var suffix in _suffixes)
        {
            if (path.EndsWith(suffix, StringComparison.Ordinal))
            {
                return path[..^suffix.Length];
            }
        }

        return path.EndsWith(".arrow", StringComparison.Ordinal) ? path[..^".arrow".Length] : path;
    }
}
