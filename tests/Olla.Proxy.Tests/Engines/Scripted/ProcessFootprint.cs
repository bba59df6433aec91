namespace Olla.Proxy.Tests.Engines.Scripted;

/// <summary>What this process holds of the system.</summary>
internal static class ProcessFootprint
{
    /// <summary>Open sockets; zero where the system does not tell.</summary>
    public static int Sockets() => OperatingSystem.IsLinux()
        ? new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().Count(static entry => IsSocket(entry))
        : 0;

    private static bool IsSocket(FileSystemInfo entry)
    {
        try
        {
            return entry.LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            // Closed meanwhile.
            return false;
        }
    }
}
