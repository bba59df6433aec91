using Olla.MockBackends.Hosting;

namespace Olla.MockBackends.Tests.Hosting;

public sealed class MockCommandTests
{
    [Theory]
    [InlineData("--prot 80", "'--prot' is unknown", "did you mean '--port'?")]
    [InlineData("--port abc", "--port", "abc")]
    [InlineData("--port 70000", "--port 70000 is out of range", "0 to 65535")]
    [InlineData("--port 65535 --backends 2", "passes the last port", "65535")]
    [InlineData("--backends 0", "--backends 0 is out of range", "1 to 1000")]
    [InlineData("--provider ollma", "--provider 'ollma' has no mappings", "did you mean 'ollama'?")]
    [InlineData("--mappings /nowhere/at/all", "--mappings: there is no folder '/nowhere/at/all'", "")]
    [InlineData("--ttft fast", "--ttft: 'fast' is not understood", "20ms")]
    [InlineData("--itl gama(mean=1ms,cv=1)", "--itl: 'gama' is no distribution", "did you mean 'gamma'?")]
    [InlineData("--fault explode", "--fault: 'explode' is no fault", "reset, die, stall, status, slowHeaders, refuse, freeze")]
    [InlineData("--models ,", "--models is empty", "")]
    [InlineData("--preset vllm-h200-8b", "--preset: 'vllm-h200-8b' is no preset", "did you mean 'vllm-h100-8b'?")]
    [InlineData("--llm batchSlowdwn=3%", "--llm: 'batchSlowdwn' is unknown", "did you mean 'batchSlowdown'?")]
    [InlineData("--llm slots", "--llm wants key=value", "batchSlowdown=3%")]
    [InlineData("--import /nowhere", "--import: there is no folder '/nowhere'", "")]
    [InlineData("--fault freeze", "--fault: 'freeze' lacks from=", "freeze(from=10s,to=12s)")]
    public async Task Wrong_input_gets_one_clear_line_and_exit_code_2(string arguments, string wrong, string hint)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(2, await MockCommand.RunAsync(arguments.Split(' '), output, error));
        Assert.Single(error.ToString().Trim().Split('\n'));
        Assert.Contains(wrong, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(hint, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(output.ToString());
    }

    [Fact]
    public async Task A_wrong_mapping_file_is_named_with_its_line_and_nothing_starts()
    {
        var folder = Directory.CreateTempSubdirectory("olla-mock-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "chat.json"), "{\n  \"llm\": { \"slotz\": 1 }\n}");
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(2, await MockCommand.RunAsync(["--mappings", folder], output, error));
        Assert.Contains("chat.json:2: llm: 'slotz' is unknown", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(output.ToString());
    }

    [Fact]
    public async Task A_port_in_use_ends_with_exit_code_1()
    {
        using var backend = new TestBackend();
        using var output = new StringWriter();
        using var error = new StringWriter();
        var port = backend.Backend.Url.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(1, await MockCommand.RunAsync(["--port", port], output, error));
        Assert.Contains($"port {port} cannot be used", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Help_names_every_option(string argument)
    {
        using var output = new StringWriter();
        Assert.Equal(0, await MockCommand.RunAsync([argument], output, TextWriter.Null));
        Assert.All(MockCommand.OptionNames, name => Assert.Contains(name, output.ToString(), StringComparison.Ordinal));
    }
}
