namespace Olla.Perf.Scenarios;

/// <summary>A file that a scenario names beside itself: a trace, a certificate. A run takes it along.</summary>
internal static class CompanionFile
{
    /// <summary>The file's path; null, after a complaint, if the key is missing or there is no such file to take along.</summary>
    /// <param name="what">Of what kind it is, for the complaint.</param>
    public static string? Find(YamlSection section, string key, string what)
    {
        if (section.RequiredText(key) is not { } file)
        {
            return null;
        }

        var place = section.Node(key);
        if (!Path.IsPathRooted(file) && file.Split('/', '\\').Contains(".."))
        {
            section.Complain(place, $"{section.Path}.{key}: \"{file}\" leaves the scenario's folder; a run takes its files along, so keep them beside the scenario");
            return null;
        }

        var path = Path.Combine(Path.GetDirectoryName(section.Source) ?? "", file);
        if (File.Exists(path))
        {
            return path;
        }

        var folder = Path.GetDirectoryName(path) is { Length: > 0 } given ? given : ".";
        var neighbours = Directory.Exists(folder) ? Directory.GetFiles(folder).Select(Path.GetFileName).OfType<string>() : [];
        section.Complain(place, $"{section.Path}.{key}: there is no {what} at {path}{NearestName.Hint(Path.GetFileName(path), neighbours)}");
        return null;
    }
}
