using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Results.Log;

/// <summary>Finds the event logs of a run: of a sweep or of single measurements, whether or not anything else of it is left.</summary>
/// <param name="Folder">The run's folder; of a single log, the folder it lies in.</param>
/// <param name="Paths">One path per trial, without the ending of its files, in order of name.</param>
internal sealed record RunLogs(string Folder, IReadOnlyList<string> Paths)
{
    private const string Pattern = "*.requests.arrow";

    /// <summary>Finds by folder, by name under <paramref name="results"/>, by the path of one log, or <c>latest</c>.</summary>
    /// <exception cref="RunStoreException">There is no such run, or it has no event log.</exception>
    public static RunLogs Find(string run, string results)
    {
        if (File.Exists(TrialLogFiles.Requests(run)))
        {
            return new RunLogs(Path.GetDirectoryName(Path.GetFullPath(run))!, [TrialLogFiles.Stem(run)]);
        }

        var runs = Directory.Exists(results)
            ? [.. Directory.GetDirectories(results).Where(folder => LogsIn(folder).Count > 0).Order(StringComparer.Ordinal)]
            : Array.Empty<string>();
        if (run == "latest")
        {
            return runs.Length > 0
                ? new RunLogs(runs[^1], LogsIn(runs[^1]))
                : throw new RunStoreException($"no run with event logs in {results} yet; make one with: olla-perf measure scenarios/smoke.yaml");
        }

        foreach (var folder in (string[])[run, Path.Combine(results, run)])
        {
            if (LogsIn(folder) is { Count: > 0 } logs)
            {
                return new RunLogs(Path.TrimEndingDirectorySeparator(folder), logs);
            }
        }

        var hint = NearestName.Hint(Path.GetFileName(run), runs.Select(folder => new DirectoryInfo(folder).Name));
        throw new RunStoreException($"no event logs found at {run} (a run is a folder with events{Path.DirectorySeparatorChar}{Pattern} in it){hint}");
    }

    private static List<string> LogsIn(string folder)
    {
        var events = new RunFolder(folder).Events;
        return Directory.Exists(events) ? [.. Directory.GetFiles(events, Pattern).Select(TrialLogFiles.Stem).Order(StringComparer.Ordinal)] : [];
    }
}
