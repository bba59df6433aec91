using Olla.Perf.Commands;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("swep scenarios/quick.yaml", "unknown command \"swep\"; did you mean \"sweep\"?")]
    [InlineData("sweep a.yaml --blokcs 3", "olla-perf sweep: unknown option \"--blokcs\"; did you mean \"--blocks\"?")]
    [InlineData("sweep --dryrun", "olla-perf sweep: unknown option \"--dryrun\"; did you mean \"--dry-run\"?")]
    [InlineData("sweep", "give either a scenario file or --resume with a run")]
    [InlineData("sweep a.yaml --resume latest", "give either a scenario file or --resume with a run")]
    [InlineData("sweep a.yaml --blocks 0", "--blocks wants a number, 1 or more")]
    [InlineData("sweep no-such.yaml", "scenario file not found: no-such.yaml")]
    [InlineData("recommend", "--goal")]
    [InlineData("recommend --goal low-latencie", "\"low-latencie\" is no goal; allowed: low-latency")]
    public async Task A_slip_is_one_message_and_exit_code_2(string line, string message)
    {
        using var errors = new StringWriter();

        var code = await CommandLine.RunAsync(line.Split(' '), errors);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(message, errors.ToString(), StringComparison.Ordinal);
        Assert.Single(errors.ToString().Trim().Split('\n'));
    }

    [Theory]
    [InlineData("report no-such-run")]
    [InlineData("recommend --goal low-cpu --run no-such-run")]
    [InlineData("sweep --resume no-such-run")]
    public async Task A_run_that_is_not_there_is_a_failure_that_says_so(string line)
    {
        using var errors = new StringWriter();

        var code = await CommandLine.RunAsync(line.Split(' '), errors);

        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains("no run found at no-such-run", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_writes_nothing()
    {
        using var folder = new TemporaryFolder();
        var scenario = folder.Write("s.yaml", "name: small\nfleet: {mocks: [{name: one}]}\nload: {phases: [{inject: {rate: 10, during: 1s}}]}\n");
        var results = Path.Combine(folder.Path, "results");

        var code = await CommandLine.RunAsync(["sweep", scenario, "--dry-run", "--results", results], TextWriter.Null);

        Assert.Equal(ExitCode.Success, code);
        Assert.False(Directory.Exists(results));
    }
}
