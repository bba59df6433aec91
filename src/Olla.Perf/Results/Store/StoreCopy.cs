namespace Olla.Perf.Results.Store;

/// <summary>
/// A store's file with its write-ahead log, copied to a folder of its own. A run that was killed leaves such a log; SQLite reads it only where it
/// may write, and would then change the run. A run that is being written has a third file, for locks, and is read in its place.
/// </summary>
internal sealed class StoreCopy : IDisposable
{
    private const string Log = "-wal";
    private const string Locks = "-shm";
    private readonly string _folder;

    private StoreCopy(string folder) => _folder = folder;

    public string Path => System.IO.Path.Combine(_folder, "run.sqlite");

    public static bool HasWriteAheadLog(string path) => new FileInfo(path + Log) is { Exists: true, Length: > 0 };

    public static bool IsNeeded(string path) => HasWriteAheadLog(path) && !File.Exists(path + Locks);

    public static StoreCopy Make(string path)
    {
        var copy = new StoreCopy(Directory.CreateTempSubdirectory("olla-perf-read-").FullName);
        foreach (var ending in (string[])["", Log])
        {
            // Not File.Copy, which takes over that a file is read-only.
            using var from = File.OpenRead(path + ending);
            using var to = File.Create(copy.Path + ending);
            from.CopyTo(to);
        }

        return copy;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
