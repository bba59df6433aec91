namespace Olla.Perf.Results.Store;

/// <summary>A run as a list shows it.</summary>
/// <param name="Kind">One of the kinds of <see cref="RunFacts"/>.</param>
/// <param name="Fingerprint">The machine's fingerprint as JSON; null for a run that did not note it.</param>
internal sealed record CatalogEntry(RunFolder Folder, string Kind, RunFacts Facts, string? Fingerprint, int Trials, int Unusable);

/// <summary>All runs below a results folder, those of <c>reference/</c> among them, oldest first.</summary>
internal static class RunCatalog
{
    public static IReadOnlyList<CatalogEntry> Read(string results)
    {
        var entries = new List<CatalogEntry>();
        foreach (var path in Folders(results).Concat(Folders(Path.Combine(results, "reference"))))
        {
            var folder = new RunFolder(path);
            try
            {
                entries.Add(Describe(folder));
            }
            catch (RunStoreException)
            {
                // Another version's run, or a damaged one: it is in nobody's way, and opening it by name says what is wrong.
            }
        }

        return [.. entries.OrderBy(entry => entry.Facts.Started)];
    }

    private static CatalogEntry Describe(RunFolder folder)
    {
        using var store = RunStore.Open(folder.Store);
        var (trials, unusable) = store.CountTrials();
        return new CatalogEntry(
            folder, store.FindFact(RunFacts.KindName) ?? RunFacts.SweepKind, RunFacts.Read(store, folder), store.FindFact(RunFacts.FingerprintName), trials, unusable);
    }

    private static IEnumerable<string> Folders(string parent) => Directory.Exists(parent)
        ? Directory.GetDirectories(parent).Where(folder => File.Exists(Path.Combine(folder, "run.sqlite"))).Order(StringComparer.Ordinal)
        : [];
}
