namespace Olla.Perf.Results.Store;

/// <summary>Keeps two processes from running the same run; it goes with the process, however that ends.</summary>
internal static class RunLock
{
    /// <exception cref="RunStoreException">Another process holds it.</exception>
    public static IDisposable Take(RunFolder folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder.Path, "run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new RunStoreException($"{folder.Path}: another olla-perf is running this run", error);
        }
    }
}
