namespace Olla.MockBackends.Hosting;

/// <summary>Finds the folder of mapping files.</summary>
internal static class MappingsFolder
{
    /// <summary>The folder given, or its sub-folder of the provider; without one, that of the mappings beside the program.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static string Find(string? given, string provider)
    {
        var root = given ?? Path.Combine(AppContext.BaseDirectory, "mappings");
        if (!Directory.Exists(root))
        {
            throw new UsageException($"--mappings: there is no folder '{root}'");
        }

        var ofProvider = Path.Combine(root, provider == "openai-compatible" && given is null ? "openai" : provider);
        if (Directory.Exists(ofProvider))
        {
            return Path.GetFullPath(ofProvider);
        }

        if (given is not null && Directory.EnumerateFiles(root, "*.json").Any())
        {
            return Path.GetFullPath(root);
        }

        var known = Directory.EnumerateDirectories(root).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal).ToArray();
        throw known.Length > 0
            ? new UsageException($"--provider '{provider}' has no mappings; allowed: {string.Join(", ", known)}{Nearest.Hint(provider, known)}")
            : new UsageException($"--mappings: the folder '{root}' holds no mapping file (*.json)");
    }
}
