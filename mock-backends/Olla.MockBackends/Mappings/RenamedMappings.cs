using WireMock;
using WireMock.Server;

namespace Olla.MockBackends.Mappings;

/// <summary>
/// Loads a mapping file that was put in place by renaming another one over it, as many editors save; WireMock.Net's own watcher sees only
/// files that are written where they lie. A file that was renamed to another name takes its mapping along.
/// </summary>
internal sealed class RenamedMappings : IDisposable
{
    private readonly FileSystemWatcher _watcher;
    private readonly Lock _gate = new();

    /// <param name="changed">Called after the mappings changed.</param>
    public RenamedMappings(string folder, WireMockServer server, Action changed)
    {
        _watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName };
        _watcher.Renamed += (_, renamed) =>
        {
            lock (_gate)
            {
                Move(server, renamed.OldFullPath, renamed.FullPath);
            }

            changed();
        };
        _watcher.EnableRaisingEvents = true;
    }

    public void Dispose() => _watcher.Dispose();

    /// <summary>Reads the new file and forgets what was read before from either name. A file that is not right changes nothing.</summary>
    internal static void Move(WireMockServer server, string from, string to)
    {
        var stale = server.Mappings.Where(mapping => IsOf(mapping, from) || IsOf(mapping, to)).ToList();
        if (Path.GetExtension(to) == ".json")
        {
            try
            {
                MappingText.ToWireMock(File.ReadAllText(to), to);
                server.ReadStaticMappingAndAddOrUpdate(to);
            }
            catch (Exception exception) when (exception is MappingException or IOException or UnauthorizedAccessException)
            {
                return;
            }
        }

        // A mapping that names its Guid was replaced; one that does not was added under a new Guid, and the old one is still there.
        var current = server.Mappings.ToList();
        foreach (var mapping in stale.Where(current.Contains))
        {
            server.DeleteMapping(mapping.Guid);
        }
    }

    private static bool IsOf(IMapping mapping, string file) => mapping.Path is { } path && Same(path, file);

    private static bool Same(string one, string other) => string.Equals(Path.GetFullPath(one), Path.GetFullPath(other), StringComparison.Ordinal);
}
