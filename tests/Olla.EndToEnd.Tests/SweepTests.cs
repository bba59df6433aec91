using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Olla.EndToEnd.Tests.Processes;

namespace Olla.EndToEnd.Tests;

/// <summary>The main job, small: a sweep over real processes, its files, and what it recommends.</summary>
public sealed partial class SweepTests
{
    private static string Smoke => Path.Combine(Repository.Root, "scenarios", "smoke.yaml");

    [Fact]
    public async Task A_sweep_writes_report_plots_and_yaml_that_the_proxy_starts_with_without_a_warning()
    {
        using var folder = new TemporaryFolder();

        var (code, output) = await RunningProcess.RunDotnetAsync(Repository.OllaPerfDll, ["sweep", Smoke, "--keep-void", "--results", folder.Path]);

        Assert.True(code == 0, output);
        var files = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories);
        Assert.Single(files, file => Path.GetFileName(file) == "report.html");
        Assert.Contains(files, file => file.EndsWith(".svg", StringComparison.Ordinal));
        Assert.Contains(files, file => file.EndsWith(".png", StringComparison.Ordinal));
        Assert.Contains("report.html", output, StringComparison.Ordinal);
        var recommended = files.Where(file => RecommendedName().IsMatch(Path.GetFileName(file))).ToList();
        Assert.Equal(5, recommended.Count);
        foreach (var yaml in recommended)
        {
            await using var proxy = RunningProcess.StartDotnet(Repository.OllaDll, ["-c", yaml, "--listen", "127.0.0.1:0"]);
            await proxy.WaitForAddressAsync();
            proxy.Signal(15);
            Assert.Equal(0, await proxy.WaitForExitAsync());
            Assert.DoesNotMatch(@"\bCFG[12]\d\d\b", proxy.Output);
        }
    }

    /// <summary>Here the "proxy" is a mock backend itself: what counts is that anything with an address and a process can be measured.</summary>
    [Fact]
    public async Task Any_proxy_is_measured_by_its_address_and_process_beside_the_direct_leg()
    {
        using var folder = new TemporaryFolder();
        await using var other = RunningProcess.StartDotnet(Repository.OllaMockDll, ["--port", "0"]);
        var address = await other.WaitForAddressAsync();

        var (code, output) = await RunningProcess.RunDotnetAsync(
            Repository.OllaPerfDll,
            ["measure", Smoke, "--url", address.ToString(), "--pid", other.Id.ToString(CultureInfo.InvariantCulture), "--repeat", "1", "--json", "--results", folder.Path]);

        Assert.True(code == 0, output);
        var windows = output.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["direct", "proxy"], windows.Select(window => window.GetProperty("name").GetString()!));
        Assert.False(windows[0].GetProperty("values").TryGetProperty("cpu_us_per_event", out _));
        Assert.True(windows[1].GetProperty("values").GetProperty("cpu_us_per_event").GetDouble() > 0);
        Assert.Equal(0, windows[1].GetProperty("values").GetProperty("integrity_errors").GetDouble());
        Assert.Contains(Directory.GetFiles(folder.Path, "*.arrow", SearchOption.AllDirectories), file => Path.GetFileName(file).StartsWith("proxy-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ctrl_C_keeps_what_was_finished_and_a_resume_ends_the_run()
    {
        using var folder = new TemporaryFolder();
        await using (var sweep = RunningProcess.StartDotnet(Repository.OllaPerfDll, ["sweep", Smoke, "--keep-void", "--results", folder.Path]))
        {
            await sweep.WaitForLineAsync(line => FinishedTrial().IsMatch(line));
            sweep.Interrupt();
            Assert.NotEqual(0, await sweep.WaitForExitAsync());
            Assert.Contains("resume", sweep.Output, StringComparison.OrdinalIgnoreCase);
        }

        var run = Directory.GetDirectories(folder.Path).Single();
        var (code, output) = await RunningProcess.RunDotnetAsync(Repository.OllaPerfDll, ["sweep", "--keep-void", "--resume", run]);

        Assert.True(code == 0, output);
        Assert.True(File.Exists(Path.Combine(run, "report.html")));
    }

    [Fact]
    public async Task A_dimension_without_values_is_refused_with_its_line()
    {
        using var folder = new TemporaryFolder();
        var lines = File.ReadAllLines(Smoke).ToList();
        var at = lines.FindIndex(line => line.TrimStart().StartsWith("proxy.", StringComparison.Ordinal) && line.Contains('['));
        lines[at] = lines[at][..(lines[at].IndexOf(':', StringComparison.Ordinal) + 1)] + " []";
        var file = folder.Write("broken.yaml", string.Join('\n', lines));

        var (code, output) = await RunningProcess.RunDotnetAsync(Repository.OllaPerfDll, ["sweep", file, "--results", folder.Path]);

        Assert.Equal(2, code);
        Assert.Contains($"broken.yaml:{at + 1}", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sweep", "no-such-scenario.yaml")]
    [InlineData("swep", "x.yaml")]
    [InlineData("sweep", "--blokcs")]
    public async Task A_wrong_word_is_named_and_ends_with_2(string first, string second)
    {
        var (code, output) = await RunningProcess.RunDotnetAsync(Repository.OllaPerfDll, [first, second]);

        Assert.Equal(2, code);
        Assert.Contains(first == "sweep" ? second : first, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^recommended-[a-z-]+\.yaml$")]
    private static partial Regex RecommendedName();

    [GeneratedRegex(@"^\s*\[?\s*[1-9]\d*\s*/\s*\d+")]
    private static partial Regex FinishedTrial();
}
