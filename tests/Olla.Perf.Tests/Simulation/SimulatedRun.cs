using Microsoft.Extensions.Time.Testing;
using Olla.Perf.Analysis;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Tests.Simulation;

/// <summary>Sweeps a scenario over a planted truth and hands back the run's data.</summary>
internal static class SimulatedRun
{
    public static async Task<RunData> RunAsync(Scenario scenario, PlantedTruth truth, ulong seed, ICandidateRace? race = null)
    {
        using var folder = new TemporaryFolder();
        var run = new RunFolder(folder.Path);
        using var store = RunStore.Open(run.Store);
        await new Sweep(scenario with { Seed = seed }, store, run, new SimulatedTrialRunner(truth, seed), new FakeTimeProvider(), race: race)
            .RunAsync(null, CancellationToken.None);
        return new RunData(scenario with { Seed = seed }, store.ReadTrials(), store.ReadDrops());
    }
}
