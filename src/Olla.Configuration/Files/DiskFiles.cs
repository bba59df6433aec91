namespace Olla.Configuration.Files;

/// <summary>The file reader over the real disk.</summary>
public static class DiskFiles
{
    /// <summary>Reads <paramref name="path"/> whole.</summary>
    public static FileReadResult Read(string path)
    {
        try
        {
            return Directory.Exists(path) ? FileReadResult.Unreadable("it is a directory") : FileReadResult.Of(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return FileReadResult.Missing;
        }
        catch (UnauthorizedAccessException)
        {
            return FileReadResult.Unreadable("permission denied");
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or NotSupportedException)
        {
            return FileReadResult.Unreadable("it could not be read");
        }
    }
}
