using Olla.Perf.Scenarios;

namespace Olla.Perf.Results.Store;

/// <summary>A run as a list shows it.</summary>
/// <param name="Kind">One of the kinds of <see cref="RunFacts"/>.</param>
/// <param name="Fingerprint">The machine's fingerprint as JSON; null for a run that did not note it.</param>
internal sealed record CatalogEntry(RunFolder Folder, string Kind, RunFacts Facts, string? Fingerprint, int Trials, int Unusable)
{
    /// <summary>Blocks that were begun: with the number of configurations, what a run's intervals rest on.</summary>
    public int Blocks { get; init; }
}

/// <summary>A run that cannot be read: of another version, or damaged.</summary>
/// <param name="Reason">Names the file.</param>
internal sealed record PassedOverRun(RunFolder Folder, string Reason);

/// <summary>All runs below a results folder, those of <c>reference/</c> among them.</summary>
/// <param name="Runs">Oldest first.</param>
/// <param name="PassedOver">They are named and are in nobody's way.</param>
internal sealed record RunCatalog(IReadOnlyList<CatalogEntry> Runs, IReadOnlyList<PassedOverRun> PassedOver)
{
    public static RunCatalog Read(string results)
    {
        var entries = new List<CatalogEntry>();
        var passedOver = new List<PassedOverRun>();
        foreach (var path in Folders(results).Concat(Folders(Path.Combine(results, "reference"))))
        {
            var folder = new RunFolder(path);
            try
            {
                entries.Add(Describe(folder));
            }
            catch (Exception error) when (error is RunStoreException or IOException or UnauthorizedAccessException)
            {
                passedOver.Add(new PassedOverRun(folder, error.Message));
            }
        }

        return new RunCatalog([.. entries.OrderBy(entry => entry.Facts.Started)], passedOver);
    }

    /// <summary>The newest run that is wanted and whole; every damaged one on the way to it is named.</summary>
    /// <param name="wanted">Which runs to look at.</param>
    /// <param name="heard">Hears of each run that was passed over.</param>
    /// <param name="withScenario">Whether a run without a sound scenario counts as damaged.</param>
    public CatalogEntry? Latest(Func<CatalogEntry, bool> wanted, Action<string> heard, bool withScenario = false) =>
        FirstWhole(Runs.Reverse().Where(wanted), heard, withScenario);

    /// <summary>The first of these that is whole.</summary>
    /// <param name="entries">In order of preference.</param>
    /// <param name="heard">As for <see cref="Latest"/>.</param>
    /// <param name="withScenario">As for <see cref="Latest"/>.</param>
    public CatalogEntry? FirstWhole(IEnumerable<CatalogEntry> entries, Action<string> heard, bool withScenario = false)
    {
        foreach (var damaged in PassedOver)
        {
            heard($"passed over: {damaged.Reason}");
        }

        foreach (var entry in entries)
        {
            if (FindDamage(entry, withScenario) is not { } reason)
            {
                return entry;
            }

            heard($"passed over: {reason}");
        }

        return null;
    }

    /// <summary>What is wrong with a run whose facts could be read; null if it is whole.</summary>
    private static string? FindDamage(CatalogEntry entry, bool withScenario)
    {
        try
        {
            using var store = RunStore.OpenForReading(entry.Folder.Store);
            store.ReadTrials();
            if (withScenario)
            {
                ScenarioLoader.Load(entry.Folder.ScenarioCopy);
            }

            return null;
        }
        catch (Exception error) when (error is RunStoreException or ScenarioException or IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    private static CatalogEntry Describe(RunFolder folder)
    {
        using var store = RunStore.OpenForReading(folder.Store);
        var (trials, unusable) = store.CountTrials();
        return new CatalogEntry(
            folder, store.FindFact(RunFacts.KindName) ?? RunFacts.SweepKind, RunFacts.Read(store, folder), store.FindFact(RunFacts.FingerprintName), trials, unusable)
        {
            Blocks = store.LastBlock(),
        };
    }

    private static IEnumerable<string> Folders(string parent) => Directory.Exists(parent)
        ? Directory.GetDirectories(parent).Where(folder => File.Exists(Path.Combine(folder, "run.sqlite"))).Order(StringComparer.Ordinal)
        : [];
}
