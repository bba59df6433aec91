using System.Globalization;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Results.Store;

/// <summary>Where one run keeps its files: <c>results/&lt;time&gt;-&lt;scenario&gt;/</c>.</summary>
internal sealed class RunFolder(string path)
{
    public string Path => path;

    /// <summary>The folder's name: what people call the run.</summary>
    public string Id => new DirectoryInfo(path).Name;

    public string Store => System.IO.Path.Combine(path, "run.sqlite");

    public string ScenarioCopy => System.IO.Path.Combine(path, "scenario.yaml");

    public string Events => System.IO.Path.Combine(path, "events");

    public string Plots => System.IO.Path.Combine(path, "plots");

    public string Report => System.IO.Path.Combine(path, "report.html");

    public string Summary => System.IO.Path.Combine(path, "summary.md");

    public string Recommended(string goal) => System.IO.Path.Combine(path, $"recommended-{goal}.yaml");

    public string EventLog(string trial) => System.IO.Path.Combine(Events, trial + ".arrow");

    /// <summary>Makes a new folder; a second run within the same second gets a number behind its name.</summary>
    public static RunFolder Create(string results, Scenario scenario, string scenarioFile, TimeProvider time)
    {
        var stamp = time.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var path = System.IO.Path.Combine(results, $"{stamp}-{scenario.Name}");
        for (var number = 2; Directory.Exists(path); number++)
        {
            path = System.IO.Path.Combine(results, $"{stamp}-{scenario.Name}-{number}");
        }

        var folder = new RunFolder(path);
        Directory.CreateDirectory(folder.Events);
        File.Copy(scenarioFile, folder.ScenarioCopy);
        return folder;
    }

    /// <summary>Finds a run by its folder, by its name under <paramref name="results"/>, or <c>latest</c>.</summary>
    /// <exception cref="RunStoreException">There is no such run.</exception>
    public static RunFolder Find(string run, string results)
    {
        var runs = Directory.Exists(results)
            ? [.. Directory.GetDirectories(results).Where(folder => File.Exists(System.IO.Path.Combine(folder, "run.sqlite"))).Order(StringComparer.Ordinal)]
            : Array.Empty<string>();
        if (run == "latest")
        {
            return runs.Length > 0
                ? new RunFolder(runs[^1])
                : throw new RunStoreException($"no run in {results} yet; start one with: olla-perf sweep scenarios/quick.yaml");
        }

        foreach (var path in (string[])[run, System.IO.Path.Combine(results, run)])
        {
            if (File.Exists(System.IO.Path.Combine(path, "run.sqlite")))
            {
                return new RunFolder(System.IO.Path.TrimEndingDirectorySeparator(path));
            }
        }

        var hint = NearestName.Hint(System.IO.Path.GetFileName(run), runs.Select(folder => new DirectoryInfo(folder).Name));
        throw new RunStoreException($"no run found at {run} (a run is a folder with run.sqlite in it){hint}");
    }
}
