namespace Olla.Configuration.Tests;

/// <summary>Files of the repository that tests check.</summary>
internal static class RepositoryFiles
{
    public static string Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Olla.Perf.sln")))
            {
                return Path.Combine(folder.FullName, path);
            }
        }

        throw new InvalidOperationException("the tests do not run inside the repository");
    }
}
