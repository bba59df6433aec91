using System.Diagnostics;
using YamlDotNet.RepresentationModel;

namespace Olla.Perf.Tests.Deploy;

/// <summary>The ready files for CI systems: they parse, they call what is there, and the script refuses what it cannot do.</summary>
public sealed class ContinuousIntegrationTests
{
    private static string Folder => Path.Combine(Repository.Root, "deploy", "ci");

    [Theory]
    [InlineData("github-actions.yml", "jobs")]
    [InlineData("gitlab-ci.yml", "performance-gate")]
    public void A_ready_file_is_yaml_calls_the_gate_and_knows_its_third_exit_code(string name, string key)
    {
        var text = File.ReadAllText(Path.Combine(Folder, name));
        var stream = new YamlStream();
        stream.Load(new StringReader(text));

        Assert.Contains(((YamlMappingNode)stream.Documents[0].RootNode).Children.Keys, node => node is YamlScalarNode scalar && scalar.Value == key);
        Assert.Contains("deploy/ci/gate.sh", text, StringComparison.Ordinal);
        Assert.Matches(@"-eq 3|exit_codes: \[3\]", text);
        Assert.DoesNotMatch(@"exit_codes: \[.*4", text);
    }

    [Fact]
    public async Task A_commit_that_is_not_there_is_refused_before_anything_is_built()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var script = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Folder, "gate.sh"), "no-such-commit"]) { RedirectStandardError = true })!;
        var errors = await script.StandardError.ReadToEndAsync();
        await script.WaitForExitAsync();

        Assert.Equal(2, script.ExitCode);
        Assert.Contains("no commit \"no-such-commit\" in this clone", errors, StringComparison.Ordinal);
    }
}
