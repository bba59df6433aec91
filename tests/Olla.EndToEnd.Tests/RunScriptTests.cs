using System.Text.RegularExpressions;
using Olla.EndToEnd.Tests.Processes;

namespace Olla.EndToEnd.Tests;

/// <summary>The scripts at the root: what a newcomer types first.</summary>
public sealed partial class RunScriptTests
{
    private static readonly string[] Commands =
        ["test", "proxy", "mock", "sweep", "report", "recommend", "perf", "bench", "publish", "format", "help"];

    [Fact]
    public async Task Help_names_every_command()
    {
        await using var script = RunningProcess.Start("bash", [Path.Combine(Repository.Root, "run.sh"), "help"]);

        Assert.Equal(0, await script.WaitForExitAsync());
        Assert.All(Commands, command => Assert.Matches($@"(?m)^  {command}\b", script.Output));
    }

    [Fact]
    public async Task An_unknown_command_says_so_and_ends_with_2()
    {
        await using var script = RunningProcess.Start("bash", [Path.Combine(Repository.Root, "run.sh"), "swep"]);

        Assert.Equal(2, await script.WaitForExitAsync());
        Assert.Contains("unknown command: swep", script.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_two_scripts_know_the_same_commands()
    {
        var bash = HelpLine().Matches(File.ReadAllText(Path.Combine(Repository.Root, "run.sh"))).Select(line => line.Value);
        var power = HelpLine().Matches(File.ReadAllText(Path.Combine(Repository.Root, "run.ps1")))
            .Select(line => line.Value.Replace("./run.ps1", "./run.sh", StringComparison.Ordinal));

        Assert.NotEmpty(bash);
        Assert.Equal(bash, power);
    }

    [GeneratedRegex(@"(?m)^  (\(none\)|[a-z]+)( \S+)*  +\S.*$")]
    private static partial Regex HelpLine();
}
