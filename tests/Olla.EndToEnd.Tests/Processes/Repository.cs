namespace Olla.EndToEnd.Tests.Processes;

/// <summary>Where things are in the checkout that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string OllaDll { get; } = Built("src/Olla.Proxy", "olla");
    public static string OllaPerfDll { get; } = Built("src/Olla.Perf", "olla-perf");
    public static string OllaMockDll { get; } = Built("mock-backends/Olla.MockBackends", "olla-mock");
    public static string Clients { get; } = Path.Combine(Root, "tests", "Olla.EndToEnd.Tests", "clients");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Olla.Perf.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Olla.Perf.sln above {AppContext.BaseDirectory}.");
    }

    private static string Built(string project, string assembly)
    {
        // bin/<configuration>/<framework>/ of this test project names the folder of the others.
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(Root, project, "bin", framework.Parent!.Name, framework.Name, assembly + ".dll");
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is not there: build the solution first.");
    }
}
