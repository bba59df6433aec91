using System.Globalization;
using System.Runtime.InteropServices;

namespace Olla.Proxy.Hosting;

/// <summary>
/// Lets go of pages of files (libraries, assemblies) that this process once read, most of them at its start and never again. Those that it
/// needs come back from the system's cache, unread from disk. On Linux only.
/// </summary>
/// <remarks>
/// A loader writes to what it has just mapped, and such writes would be lost. So only mappings count that hold no changed page and
/// cannot be written to, and that stood there in the same way when they were noted.
/// </remarks>
internal sealed partial class FilePages
{
    private const int DontNeed = 4;
    private HashSet<Mapping> _noted = [];

    private readonly record struct Mapping(nuint Start, nuint End);

    /// <summary>Notes what is mapped now: the next release is of this. Nothing where the system does not tell.</summary>
    public void Note()
    {
        try
        {
            _noted = OperatingSystem.IsLinux() ? [.. Unchanged(File.ReadLines("/proc/self/smaps"))] : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Without /proc, say in a sandbox, the pages stay: nothing else is wrong.
            _noted = [];
        }
    }

    /// <summary>Lets go of what was noted and has not changed since; to be called when the loader has had time to finish what it was at.</summary>
    public void Release()
    {
        if (_noted.Count == 0)
        {
            return;
        }

        var noted = _noted;
        Note();
        foreach (var mapping in _noted)
        {
            if (noted.Contains(mapping))
            {
                // Refused, say of locked pages, they stay: nothing is lost.
                _ = Advise(mapping.Start, mapping.End - mapping.Start, DontNeed);
            }
        }
    }

    /// <summary>Mappings of files, in the form of <c>/proc/PID/smaps</c>, that are as they are on disk and stay so.</summary>
    private static IEnumerable<Mapping> Unchanged(IEnumerable<string> lines)
    {
        Mapping? current = null;
        foreach (var line in lines)
        {
            // "7f0c-7f0d r-xp 00000000 fe:00 17 /usr/lib/libc.so.6", then fields such as "Anonymous: 0 kB".
            if (line.Length == 0 || !char.IsAsciiLetterUpper(line[0]))
            {
                current = ReadOnlyFile(line);
            }
            else if (current is { } mapping && line.StartsWith("Anonymous:", StringComparison.Ordinal) && line.EndsWith(" 0 kB", StringComparison.Ordinal))
            {
                yield return mapping;
            }
        }
    }

    private static Mapping? ReadOnlyFile(string line)
    {
        var dash = line.IndexOf('-', StringComparison.Ordinal);
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var path = line.IndexOf('/', StringComparison.Ordinal);
        var isMapping = dash > 0 && dash < space && space + 2 < path;
        return isMapping && line[space + 2] != 'w' && !line.EndsWith("(deleted)", StringComparison.Ordinal) && !line.AsSpan(path).StartsWith("/dev/")
            && nuint.TryParse(line.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var start)
            && nuint.TryParse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var end)
            ? new Mapping(start, end)
            : null;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint start, nuint length, int advice);
}
