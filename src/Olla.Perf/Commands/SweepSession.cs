using Olla.Perf.Fleet;
using Olla.Perf.Load;
using Olla.Perf.Reports;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Commands;

/// <summary>One sitting with a run: sweep as far as it goes, then the report of what there is.</summary>
internal sealed class SweepSession(Scenario scenario, RunFolder folder, VoidWindows voids, TimeProvider time)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var sole = RunLock.Take(folder);
        using var store = RunStore.Open(folder.Store);
        RunFactsWriter.Write(store, RunFacts.SweepKind, time);
        var outcome = await SweepAsync(store, cancellation);
        Console.WriteLine(outcome.End switch
        {
            SweepEnd.Finished => $"{outcome.CompleteBlocks} blocks done.",
            SweepEnd.OutOfTime => $"The budget of {DurationText.Format(scenario.Budget.Time)} is used up after {outcome.CompleteBlocks} blocks.",
            _ => $"Stopped after {outcome.CompleteBlocks} whole blocks; go on with: olla-perf sweep --resume {folder.Path}",
        });
        return Report(store) && outcome.End != SweepEnd.Stopped ? ExitCode.Success : ExitCode.Failure;
    }

    private async Task<SweepOutcome> SweepAsync(RunStore store, CancellationToken cancellation)
    {
        var options = new FleetOptions
        {
            Proxy = ProgramLocation.Find("olla", "src/Olla.Proxy"),
            Mock = scenario.Fleet.Mocks.Count > 0 ? ProgramLocation.Find("olla-mock", "mock-backends/Olla.MockBackends") : null,
        };
        await using var runner = new TrialRunner(options, time);
        var sweep = new Sweep(scenario, store, folder, runner, time, voids, scenario.Budget.Race ? new ParetoRace(scenario) : null);
        Console.WriteLine($"{scenario.Name}: {scenario.Description}");
        Console.WriteLine($"results go to {folder.Path}");
        return await SweepDisplay.ShowAsync(scenario, time, progress => sweep.RunAsync(progress, cancellation));
    }

    /// <summary>A run that was stopped before the first block was whole still has its trials, and says how to go on.</summary>
    private bool Report(RunStore store)
    {
        var trials = store.ReadTrials();
        var data = new Analysis.RunData(scenario, trials, store.ReadDrops());
        if (!data.Measured.Any(candidate => candidate.Id == data.Space.Baseline.Id))
        {
            var last = trials.LastOrDefault(trial => trial.Status != TrialStatus.Done);
            Console.WriteLine($"No good trial of the defaults yet, so there is no report.{(last is null ? "" : $" The last unusable trial: {last.Error}.")}");
            return false;
        }

        ReportConsole.Write(RunReport.Build(data, RunFacts.Read(store, folder)), folder);
        return true;
    }
}
