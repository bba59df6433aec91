using Olla.EndToEnd.Tests.Processes;

namespace Olla.EndToEnd.Tests;

/// <summary>When run.sh builds: a tree with one project, and a <c>dotnet</c> that only writes down what it was asked.</summary>
public sealed class RunScriptBuildTests : IDisposable
{
    private const string FakeDotnet = """
        #!/usr/bin/env bash
        echo "dotnet $1" >>"$CALLS"
        [ "$1" != build ] || [ -z "$FAILS" ] || exit 1
        [ "$1" != build ] || { mkdir -p "$TREE/src/Olla.Proxy/bin/Release/net10.0" && touch "$TREE/src/Olla.Proxy/bin/Release/net10.0/olla.dll"; }
        """;

    private readonly TemporaryFolder _tree = new();
    private readonly string _source;

    public RunScriptBuildTests()
    {
        foreach (var folder in (string[])["src/Olla.Proxy/Routing", "mock-backends", "bin"])
        {
            Directory.CreateDirectory(Path.Combine(_tree.Path, folder));
        }

        foreach (var file in (string[])["Olla.Perf.sln", "Directory.Build.props", "BannedSymbols.txt", "global.json", ".editorconfig"])
        {
            _tree.Write(file, "");
        }

        _source = _tree.Write("src/Olla.Proxy/Routing/Router.cs", "");
        File.Copy(Path.Combine(Repository.Root, "run.sh"), Path.Combine(_tree.Path, "run.sh"));
        var dotnet = _tree.Write("bin/dotnet", FakeDotnet.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        foreach (var entry in Directory.EnumerateFileSystemEntries(_tree.Path, "*", SearchOption.AllDirectories))
        {
            // As after a checkout an hour ago, whatever the clock's resolution.
            File.SetLastWriteTimeUtc(entry, File.GetLastWriteTimeUtc(entry).AddHours(-1));
        }
    }

    [Fact]
    public async Task Nothing_is_built_when_nothing_changed()
    {
        Assert.Equal(["dotnet build", "dotnet olla.dll"], await StartProxyAsync());
        Assert.Equal(["dotnet olla.dll"], await StartProxyAsync());
        Assert.Equal(["dotnet olla.dll"], await StartProxyAsync());
    }

    [Theory]
    [InlineData("edited")]
    [InlineData("added")]
    [InlineData("deleted")]
    [InlineData("product gone")]
    [InlineData("properties")]
    public async Task A_change_is_built(string change)
    {
        await StartProxyAsync();
        var later = File.GetLastWriteTimeUtc(Path.Combine(_tree.Path, "artifacts/built/Olla.Proxy")).AddSeconds(2);
        switch (change)
        {
            case "edited":
                File.SetLastWriteTimeUtc(_source, later);
                break;
            case "added":
                File.SetLastWriteTimeUtc(_tree.Write("src/Olla.Proxy/Routing/New.cs", ""), later);
                break;
            case "deleted":
                File.Delete(_source);
                Directory.SetLastWriteTimeUtc(Path.GetDirectoryName(_source)!, later);
                break;
            case "product gone":
                File.Delete(Path.Combine(_tree.Path, "src/Olla.Proxy/bin/Release/net10.0/olla.dll"));
                break;
            default:
                File.SetLastWriteTimeUtc(Path.Combine(_tree.Path, "Directory.Build.props"), later);
                break;
        }

        Assert.Equal(["dotnet build", "dotnet olla.dll"], await StartProxyAsync());
    }

    [Fact]
    public async Task A_build_that_failed_is_tried_again()
    {
        await StartProxyAsync();
        File.Delete(Path.Combine(_tree.Path, "src/Olla.Proxy/bin/Release/net10.0/olla.dll"));

        Assert.Equal(["dotnet build"], await StartProxyAsync(buildFails: true));
        Assert.Equal(["dotnet build", "dotnet olla.dll"], await StartProxyAsync());
    }

    public void Dispose() => _tree.Dispose();

    /// <summary>What <c>dotnet</c> was asked by one <c>./run.sh proxy</c>.</summary>
    private async Task<string[]> StartProxyAsync(bool buildFails = false)
    {
        var calls = Path.Combine(_tree.Path, "bin", "calls");
        File.Delete(calls);
        await using var script = RunningProcess.Start("bash", [Path.Combine(_tree.Path, "run.sh"), "proxy"], environment: new Dictionary<string, string>
        {
            ["PATH"] = Path.Combine(_tree.Path, "bin") + ":" + Environment.GetEnvironmentVariable("PATH"),
            ["CALLS"] = calls,
            ["TREE"] = _tree.Path,
            ["FAILS"] = buildFails ? "1" : "",
        });
        Assert.True(await script.WaitForExitAsync() == (buildFails ? 1 : 0), script.Output);
        return [.. (await File.ReadAllLinesAsync(calls)).Select(call => call.StartsWith("dotnet /", StringComparison.Ordinal) ? "dotnet " + Path.GetFileName(call) : call)];
    }
}
