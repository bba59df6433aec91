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

    public static Option<bool> KeepVoid() => new("--keep-void")
    {
        Description = "Use windows that other load on the machine disturbed; the report warns. For trying things out only.",
    };

    /// <summary>A margin in percent, from 0.5 to 100.</summary>
    public static Option<double> Margin(string description)
    {
        var option = new Option<double>("--margin") { Description = description, DefaultValueFactory = _ => 5, HelpName = "percent" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is < 0.5 or > 100)
            {
                result.AddError("--margin wants percent, from 0.5 to 100");
            }
        });
        return option;
    }

    /// <summary>A whole number, 1 or more.</summary>
    public static Option<int> Count(string name, string description, int normal)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => normal, HelpName = "number" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1_000_000)
            {
                result.AddError($"{name} wants a number, 1 or more");
            }
        });
        return option;
    }
}
