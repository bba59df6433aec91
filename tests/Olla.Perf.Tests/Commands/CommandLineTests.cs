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
    [InlineData("measure no-such.yaml", "scenario file not found: no-such.yaml")]
    [InlineData("measure a.yaml --url ftp://x", "--url wants an address like http://127.0.0.1:8080 or https://proxy.example, not \"ftp://x\"")]
    [InlineData("measure a.yaml --pid 12", "--start and --pid go with --url")]
    [InlineData("measure a.yaml --repeat 0", "--repeat wants a number, 1 or more")]
    [InlineData("recommend", "--goal")]
    [InlineData("recommend --goal low-latencie", "\"low-latencie\" is no goal; allowed: low-latency")]
    [InlineData("gate scenarios/gate.yaml --into results/series", "--into goes with --repeat")]
    [InlineData("gate scenarios/gate.yaml --repeat 0", "--repeat wants a number, 1 or more")]
    [InlineData("gate scenarios/gate.yaml", "both sides are the same; name at least one of --candidate-build")]
    [InlineData("gate a.yaml --margin 0", "--margin wants percent, from 0.5 to 100")]
    [InlineData("gate a.yaml --metrics ttft_p50", "\"ttft_p50\" is no metric")]
    [InlineData("compare latest my.yaml", "latest and my.yaml are of two kinds")]
    [InlineData("recommend --goal low-cpu --write new.yaml", "--write needs --diff")]
    [InlineData("recommend --goal low-cpu --diff no-such.yaml", "configuration not found: no-such.yaml")]
    [InlineData("export --format xml", "\"xml\" is no format; allowed: csv, json, arrow, junit")]
    [InlineData("calibrate --quantity speed", "\"speed\" cannot be made worse here")]
    [InlineData("refine --goal fast", "\"fast\" is no goal")]
    public async Task A_slip_is_one_message_and_exit_code_2(string line, string message)
    {
        using var errors = new StringWriter();

        var code = await CommandLine.RunAsync(line.Split(' '), errors);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(message, errors.ToString(), StringComparison.Ordinal);
        Assert.Single(errors.ToString().Trim().Split('\n'));
    }

    [Fact]
    public async Task A_gate_that_cannot_measure_does_not_end_with_the_exit_code_of_a_regression()
    {
        using var folder = new TemporaryFolder();
        var configuration = folder.Write("olla.yaml", "proxy: { engine: sherpa }\n");
        var noFolder = folder.Write("results", "a file where the results should go");
        using var errors = new StringWriter();

        var code = await CommandLine.RunAsync(
            ["gate", Path.Combine(Repository.Root, "scenarios", "gate.yaml"), "--candidate-config", configuration, "--results", noFolder], errors);

        Assert.Equal(ExitCode.GateFailed, code);
        Assert.Contains(noFolder, errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("report no-such-run")]
    [InlineData("recommend --goal low-cpu --run no-such-run")]
    [InlineData("sweep --resume no-such-run")]
    [InlineData("compare no-such-run latest")]
    [InlineData("calibrate no-such-run")]
    [InlineData("export no-such-run")]
    [InlineData("claims no-such-run")]
    [InlineData("refine no-such-run")]
    public async Task A_run_that_is_not_there_is_a_failure_that_says_so(string line)
    {
        using var errors = new StringWriter();

        var code = await CommandLine.RunAsync(line.Split(' '), errors);

        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains("no run found at no-such-run", errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "cut after 1s")]
    [InlineData(" --blocks 9", "9 blocks")]
    public async Task Blocks_that_are_asked_for_are_not_cut_by_the_scenarios_time(string option, string expected)
    {
        using var folder = new TemporaryFolder();
        var scenario = folder.Write("s.yaml", "name: small\nfleet: {mocks: [{name: one}]}\nload: {phases: [{inject: {rate: 10, during: 1s}}]}\nbudget: {blocks: 2, time: 1s}\n");
        using var output = new StringWriter();

        var code = await CommandLine.RunAsync(["sweep", scenario, "--dry-run", .. option.Split(' ', StringSplitOptions.RemoveEmptyEntries)], TextWriter.Null, output);

        Assert.Equal(ExitCode.Success, code);
        Assert.Contains(expected, output.ToString(), StringComparison.Ordinal);
        Assert.Equal(option.Length == 0, output.ToString().Contains("cut after", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_backend_that_is_down_is_named_before_anything_is_measured()
    {
        using var folder = new TemporaryFolder();
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var scenario = folder.Write("s.yaml", $"name: down\nfleet: {{endpoints: [{{name: one, url: 'http://127.0.0.1:{port}', type: vllm}}]}}\nload: {{phases: [{{inject: {{rate: 10, during: 1s}}}}]}}\n");
        using var errors = new StringWriter();

        var code = await CommandLine.RunAsync(["measure", scenario, "--results", Path.Combine(folder.Path, "results")], errors);

        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains($"backend 'one' cannot be reached at http://127.0.0.1:{port}/", errors.ToString(), StringComparison.Ordinal);
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
