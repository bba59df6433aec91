using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Olla.Perf.Results.Store;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Sweeps;

/// <summary>A real sweep, killed as the system kills: without a word of warning, at random moments.</summary>
public sealed class CrashTests
{
    private const string Scenario = """
        name: crash
        fleet: {mocks: [{name: one, ttft: 2ms, itl: 1ms}]}
        workload: {output_tokens: 4, timeout: 5s}
        load: {warmup: 50ms, phases: [{inject: {rate: 50, during: 200ms, arrival: constant}}]}
        dimensions: {proxy.engine: [sherpa, olla]}
        budget: {blocks: 1, race: false}
        """;

    /// <summary>OLLA_TEST_KILLS asks for more, with as many blocks: docs/tuning.md says how.</summary>
    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("OLLA_TEST_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 2;

    [Fact]
    public async Task A_sweep_that_is_killed_again_and_again_is_finished_by_resuming_and_no_finished_trial_is_lost_or_run_twice()
    {
        using var folder = new TemporaryFolder();
        var scenario = folder.Write("crash.yaml", Scenario.Replace("blocks: 1", $"blocks: {Math.Max(1, Kills - 1)}", StringComparison.Ordinal));
        var results = Path.Combine(folder.Path, "results");
        var random = new Random(20261122);
        var known = new List<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            var run = FindRun(results);
            using var sweep = Start(run is null ? ["sweep", scenario, "--results", results, "--keep-void"] : ["sweep", "--resume", run, "--results", results, "--keep-void"]);
            await KillAfterAsync(sweep, TimeSpan.FromMilliseconds(random.Next(1500, 6000)));

            if (FindRun(results) is { } killed)
            {
                var now = Read(killed);
                Assert.Equal(known, now.Take(known.Count));
                known = now;
            }
        }

        // A kill may have come before there was anything to resume.
        var last = FindRun(results);
        using var rest = Start(last is null ? ["sweep", scenario, "--results", results, "--keep-void"] : ["sweep", "--resume", last, "--results", results, "--keep-void"]);
        var output = await rest.StandardOutput.ReadToEndAsync();
        await rest.WaitForExitAsync();

        Assert.True(rest.ExitCode == 0, output);
        var finished = Read(FindRun(results)!);
        Assert.Equal(known, finished.Take(known.Count));
        Assert.Equal(4 * Math.Max(1, Kills - 1), finished.Count(trial => trial.EndsWith("Done", StringComparison.Ordinal)));
        Assert.Equal(finished.Distinct(), finished);
        Assert.True(File.Exists(Path.Combine(FindRun(results)!, "report.html")));
    }

    private static string? FindRun(string results) =>
        Directory.Exists(results) ? Directory.GetDirectories(results).SingleOrDefault(run => File.Exists(Path.Combine(run, "run.sqlite"))) : null;

    /// <summary>Every trial, in the order it was stored; the file must be whole.</summary>
    private static List<string> Read(string run)
    {
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(run, "run.sqlite")};Pooling=false"))
        {
            connection.Open();
            using var check = connection.CreateCommand();
            check.CommandText = "PRAGMA integrity_check";
            Assert.Equal("ok", check.ExecuteScalar());
        }

        using var store = RunStore.Open(Path.Combine(run, "run.sqlite"));
        return [.. store.ReadTrials().Select(trial => $"{trial.Key} {trial.Started:O} {trial.Status}")];
    }

    private static Process Start(IEnumerable<string> arguments)
    {
        var program = Path.Combine(Repository.Root, "src", "Olla.Perf", "bin", "Release", "net10.0", "olla-perf.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    private static async Task KillAfterAsync(Process process, TimeSpan delay)
    {
        using var patience = new CancellationTokenSource(delay, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }
}
