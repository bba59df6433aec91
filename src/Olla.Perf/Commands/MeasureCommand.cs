using System.CommandLine;
using Olla.Perf.Fleet;
using Olla.Perf.Load;
using Olla.Perf.Results;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Commands;

/// <summary>
/// <c>olla-perf measure scenario.yaml</c>: one proxy under the scenario's load, beside the direct leg. Any proxy will do: ours with the
/// scenario's configuration, or another one by URL, with its process named or started here.
/// </summary>
internal static class MeasureCommand
{
    private const int UsualRepeat = 3;

    public static Command Create()
    {
        var scenario = new Argument<string>("scenario") { Description = "Scenario file; its dimensions are not swept." };
        var url = new Option<string?>("--url") { Description = "Measure the proxy at this address (with the path in front of the API's own path) instead of olla.", HelpName = "http://host:port/path" };
        var start = new Option<string?>("--start") { Description = "Shell command that starts the proxy of --url; it is stopped afterwards.", HelpName = "command" };
        var pid = new Option<int?>("--pid") { Description = "Process of --url whose CPU and memory count, with its children. Default: the started one.", HelpName = "process id" };
        var repeat = new Option<int?>("--repeat") { Description = $"Windows to measure, each after a direct leg on the same trace. Default {UsualRepeat}.", HelpName = "number" };
        var json = new Option<bool>("--json") { Description = "Print the windows as JSON lines instead of the table." };
        var results = RunOptions.Results();
        var command = new Command("measure", "Measures one proxy, ours or any other, under a scenario's load beside the direct leg.")
        {
            scenario, url, start, pid, repeat, json, results,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(url) is not { } address)
            {
                if (result.GetValue(start) is not null || result.GetValue(pid) is not null)
                {
                    result.AddError("--start and --pid go with --url, which says where that proxy listens");
                }
            }
            else if (!Uri.TryCreate(address, UriKind.Absolute, out var parsed) || (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps))
            {
                result.AddError($"--url wants an address like http://127.0.0.1:8080 or https://proxy.example, not \"{address}\"");
            }

            if (result.GetValue(repeat) < 1)
            {
                result.AddError("--repeat wants a number, 1 or more");
            }

            if (result.GetValue(pid) < 1)
            {
                result.AddError("--pid wants the number of a running process");
            }
        });
        command.SetAction(async (result, cancellation) =>
        {
            var file = result.GetRequiredValue(scenario);
            var loaded = ScenarioLoader.Load(file);
            var foreign = result.GetValue(url) is { } address
                ? new ForeignProxy(new Uri(address), ShellCommand(result.GetValue(start)), result.GetValue(pid) ?? 0)
                : null;
            var folder = RunFolder.Create(result.GetRequiredValue(results), loaded, file, TimeProvider.System);
            var windows = await RunAsync(loaded, foreign, result.GetValue(repeat) ?? UsualRepeat, folder, cancellation);
            Console.Out.Write(result.GetValue(json) ? MeasuredWindow.ToJsonLines(windows) : MeasuredTable.Of(windows));
            await Console.Error.WriteLineAsync($"event logs: {folder.Events}");
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task<IReadOnlyList<MeasuredWindow>> RunAsync(
        Scenario scenario, ForeignProxy? foreign, int repeat, RunFolder folder, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var baseline = SearchSpace.Build(scenario).Baseline;
        var direct = baseline with { Role = TrialRole.Direct };
        var windows = new List<MeasuredWindow>();
        await using var runner = new TrialRunner(new FleetOptions { Foreign = foreign }, time);
        for (var round = 1; round <= repeat; round++)
        {
            foreach (var (name, candidate) in new[] { (MeasuredWindow.Direct, direct), (MeasuredWindow.Proxy, baseline) })
            {
                cancellation.ThrowIfCancellationRequested();
                await Console.Error.WriteLineAsync($"[{windows.Count + 1}/{2 * repeat}] {name}");
                var id = $"{name}-{round}";
                var request = new TrialRequest(id, scenario, candidate, round, scenario.Seed + (ulong)round, folder.EventLog(id));
                var measurement = await runner.RunAsync(request, null, cancellation);
                windows.Add(new MeasuredWindow(name, round, measurement));
                foreach (var reason in measurement.VoidReasons)
                {
                    await Console.Error.WriteLineAsync($"      doubtful window: {reason}");
                }
            }
        }

        return windows;
    }

    /// <summary>The shell takes the line apart as its author expects, and leaves its place to the program.</summary>
    private static IReadOnlyList<string> ShellCommand(string? line) => line switch
    {
        null => [],
        _ when OperatingSystem.IsWindows() => ["cmd.exe", "/c", line],
        _ => ["/bin/sh", "-c", "exec " + line],
    };
}
