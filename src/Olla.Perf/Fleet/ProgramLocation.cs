namespace Olla.Perf.Fleet;

/// <summary>A program that the harness starts: <c>dotnet file.dll</c> or a native file.</summary>
internal sealed record ProgramLocation(string FileName, IReadOnlyList<string> LeadingArguments)
{
    /// <summary>Environment variables that name another build: <c>OLLA_PERF_OLLA</c> and <c>OLLA_PERF_OLLA_MOCK</c>.</summary>
    public const string VariablePrefix = "OLLA_PERF_";

    /// <summary>Program and leading arguments in one text.</summary>
    public string CommandLine => string.Join(' ', LeadingArguments.Prepend(FileName));

    /// <summary>
    /// Finds a program: where its environment variable says, beside the running program, or in the build output of the source tree that
    /// the running program lies in.
    /// </summary>
    /// <param name="name"><c>olla</c> or <c>olla-mock</c>.</param>
    /// <param name="projectFolder">Its project's folder in the source tree.</param>
    /// <exception cref="FileNotFoundException">It is nowhere; the message says where was looked and what to do.</exception>
    public static ProgramLocation Find(string name, string projectFolder)
    {
        var variable = VariablePrefix + name.Replace('-', '_').ToUpperInvariant();
        var candidates = new List<string>();
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named)
        {
            return File.Exists(named)
                ? FromFile(named)
                : throw new FileNotFoundException($"{variable} names '{named}', which does not exist");
        }

        AddFiles(AppContext.BaseDirectory, name, candidates);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var project = Path.Combine(folder.FullName, projectFolder);
            if (Directory.Exists(project))
            {
                var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                    ? "Debug" : "Release";
                AddFiles(Path.Combine(project, "bin", configuration, "net10.0"), name, candidates);
                AddFiles(Path.Combine(project, "bin", "Release", "net10.0"), name, candidates);
                break;
            }
        }

        return candidates.Find(File.Exists) is { } found
            ? FromFile(found)
            : throw new FileNotFoundException(
                $"the program '{name}' was not found; build it (dotnet build {projectFolder} -c Release) or set {variable} to its file. " +
                $"Looked at: {string.Join(", ", candidates)}");
    }

    /// <summary>A build of the proxy as a person names it: its file (<c>olla.dll</c>, or a native <c>olla</c>), or the folder that holds one.</summary>
    /// <exception cref="FileNotFoundException">There is none; the message says where was looked.</exception>
    public static ProgramLocation FindBuild(string path)
    {
        var candidates = new List<string>();
        if (Directory.Exists(path))
        {
            AddFiles(path, "olla", candidates);
        }
        else
        {
            candidates.Add(path);
        }

        return candidates.Find(File.Exists) is { } found
            ? FromFile(Path.GetFullPath(found))
            : throw new FileNotFoundException($"no build of olla at {path}; looked for: {string.Join(", ", candidates)}");
    }

    public static ProgramLocation FromFile(string file) =>
        Path.GetExtension(file) == ".dll" ? new ProgramLocation(DotnetHost(), [file]) : new ProgramLocation(file, []);

    private static void AddFiles(string folder, string name, List<string> candidates)
    {
        candidates.Add(Path.Combine(folder, name + ".dll"));
        candidates.Add(Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name));
    }

    private static string DotnetHost()
    {
        var path = Environment.ProcessPath;
        return path is not null && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
            : "dotnet";
    }
}
