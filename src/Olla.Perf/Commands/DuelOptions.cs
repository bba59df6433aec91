using System.CommandLine;
using Olla.Perf.Fleet;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps.Duels;

namespace Olla.Perf.Commands;

/// <summary>The options that name one side of a duel: a build, a configuration, or both.</summary>
internal sealed class DuelOptions(string side)
{
    public Option<string?> Build { get; } = new($"--{side}-build")
    {
        Description = $"The {side}'s build of olla: its file, or the folder that holds it. Without it: the build of this source tree.",
        HelpName = "path",
    };

    public Option<string?> Configuration { get; } = new($"--{side}-config")
    {
        Description = $"The {side}'s configuration file. Without it: the defaults.",
        HelpName = "config.yaml",
    };

    public Option<string?> Name { get; } = new($"--{side}-name")
    {
        Description = $"What the summary calls the {side}, such as a commit; without it, its build and configuration.",
        HelpName = "text",
    };

    public bool IsGiven(ParseResult result) => result.GetValue(Build) is not null || result.GetValue(Configuration) is not null;

    /// <exception cref="FleetException">The build does not exist.</exception>
    /// <exception cref="ConfigurationFileException">The configuration cannot be used.</exception>
    public DuelSide Read(ParseResult result)
    {
        var build = result.GetValue(Build);
        var file = result.GetValue(Configuration) is { } path ? ConfigurationFile.Load(path) : null;
        return new DuelSide(side, result.GetValue(Name) ?? Label(build, file), file?.Settings ?? new Dictionary<string, string>(), build is null ? null : Find(build));
    }

    private static ProgramLocation Find(string build)
    {
        try
        {
            return ProgramLocation.FindBuild(build);
        }
        catch (FileNotFoundException error)
        {
            throw new ConfigurationFileException(error.Message, error);
        }
    }

    private static string Label(string? build, ConfigurationFile? file)
    {
        var parts = new[] { build is null ? "" : $"build {build}", file is null ? "" : $"configuration {file.Path}" }.Where(part => part.Length > 0);
        var text = string.Join(", ", parts);
        return text.Length > 0 ? text : "this tree's build with its defaults";
    }
}
