using System.CommandLine;

namespace Olla.Perf.Commands;

/// <summary>Options and arguments that several commands share.</summary>
internal static class RunOptions
{
    public static Option<string> Results() => new("--results")
    {
        Description = "Folder that holds the runs.",
        DefaultValueFactory = _ => "results",
        HelpName = "folder",
    };

    public static Argument<string> Run() => new("run")
    {
        Description = "A run: its folder, its name in the results folder, or latest.",
        DefaultValueFactory = _ => "latest",
    };
}
