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
    /// <param name="name">What follows the time in the folder's name; null is the scenario's name.</param>
    public static RunFolder Create(string results, Scenario scenario, string scenarioFile, TimeProvider time, string? name = null)
    {
        var stamp = $"{time.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{name ?? scenario.Name}";
        var path = System.IO.Path.Combine(results, stamp);
        for (var number = 2; Directory.Exists(path); number++)
        {
            path = System.IO.Path.Combine(results, $"{stamp}-{number}");
        }

        return CreateAt(path, scenario, scenarioFile);
    }

    /// <summary>Makes the folder with a copy of the scenario, so that what was measured can be seen there.</summary>
    public static RunFolder CreateAt(string path, Scenario scenario, string scenarioFile)
    {
        var folder = new RunFolder(path);
        Directory.CreateDirectory(folder.Events);
        File.WriteAllText(folder.ScenarioCopy, ScenarioLoader.Resolve(scenarioFile));
        var companions = scenario.Load.Phases.Select(phase => phase.TraceFile).Append(scenario.Tls.AuthorityFile);
        foreach (var companion in companions.Where(file => file.Length > 0 && !System.IO.Path.IsPathRooted(file)).Distinct())
        {
            var copy = System.IO.Path.Combine(path, companion);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(scenarioFile) ?? "", companion), copy, overwrite: true);
        }

        return folder;
    }

    /// <summary>Finds a run by its folder, by its name under <paramref name="results"/>, or <c>latest</c>.</summary>
    /// <param name="kind">What <c>latest</c> looks for, one of the kinds of <see cref="RunFacts"/>; null takes any.</param>
    /// <param name="passedOver">Hears of every damaged run that <c>latest</c> passed over.</param>
    /// <exception cref="RunStoreException">There is no such run.</exception>
    public static RunFolder Find(string run, string results, string? kind = null, Action<string>? passedOver = null)
    {
        if (run == "latest")
        {
            return RunCatalog.Read(results).Latest(entry => kind is null || entry.Kind == kind, passedOver ?? (_ => { }), withScenario: kind == RunFacts.SweepKind)?.Folder
                ?? throw new RunStoreException($"no run in {results} yet; start one with: olla-perf sweep scenarios/quick.yaml");
        }

        var runs = Directory.Exists(results)
            ? [.. Directory.GetDirectories(results).Where(folder => File.Exists(System.IO.Path.Combine(folder, "run.sqlite"))).Order(StringComparer.Ordinal)]
            : Array.Empty<string>();
        foreach (var path in (string[])[run, System.IO.Path.Combine(results, run), System.IO.Path.Combine(results, "reference", run)])
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
