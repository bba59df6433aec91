namespace Olla.Configuration.Validation;

/// <summary>Folders that a proxy has no business writing to.</summary>
internal static class SystemFolders
{
    private static readonly string[] Unix = ["/etc", "/var", "/usr", "/bin", "/sbin", "/boot", "/sys", "/proc", "/dev", "/root"];

    private static readonly string[] Windows = [@"C:\Windows", @"C:\Program Files", @"C:\Program Files (x86)", @"C:\ProgramData"];

    /// <summary>The system folder that <paramref name="folder"/> is or lies in; null for none.</summary>
    public static string? Holding(string folder, string workingDirectory)
    {
        // A Windows path in a file is meant as one wherever the file is checked.
        var backslashed = folder.Replace('/', '\\').TrimEnd('\\');
        if (Windows.FirstOrDefault(system => IsWithin(backslashed, system, '\\', StringComparison.OrdinalIgnoreCase)) is { } windows)
        {
            return windows;
        }

        var full = Path.GetFullPath(folder, workingDirectory);
        full = full.Length > 1 ? full.TrimEnd('/') : full;
        return full == "/" ? "/" : Unix.FirstOrDefault(system => IsWithin(full, system, '/', StringComparison.Ordinal));
    }

    private static bool IsWithin(string folder, string system, char separator, StringComparison comparison) =>
        folder.Equals(system, comparison) || folder.StartsWith(system + separator, comparison);
}
