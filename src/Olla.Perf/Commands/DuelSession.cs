using Olla.Perf.Fleet;
using Olla.Perf.Load;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;
using Olla.Perf.Sweeps.Duels;

namespace Olla.Perf.Commands;

/// <summary>Duels over real processes: folder, store, fleet, and a line on the console for every pair.</summary>
internal sealed class DuelSession(Scenario scenario, DuelSide baseline, DuelSide candidate, RunFolder folder, VoidWindows voids, TimeProvider time)
{
    /// <param name="kind">One of the kinds of <see cref="RunFacts"/>.</param>
    /// <param name="hear">Hears of every good pair; false ends the duel. Its line is printed behind the pair's number.</param>
    /// <param name="disturbed">Hears of every pair that a disturbed machine cost; false ends the duel.</param>
    public Task<DuelOutcome> RunAsync(
        string kind, int mostBlocks, Func<DuelBlock, (bool GoOn, string Line)> hear, CancellationToken cancellation, Func<DuelBlock, bool>? disturbed = null) => WithFleetAsync(kind, (duel, _) =>
    {
        Console.WriteLine($"{scenario.Name}: up to {mostBlocks} pairs; results go to {folder.Path}");
        var pairs = 0;
        return duel.RunAsync(
            mostBlocks,
            block =>
            {
                var (goOn, line) = hear(block);
                Console.WriteLine($"[{++pairs,3}/{mostBlocks}] {line}");
                return goOn;
            },
            trial => Console.WriteLine($"          {trial.Candidate.Id} {trial.Status.ToString().ToLowerInvariant()}, attempt {trial.Attempt}: {trial.Error}"),
            cancellation,
            disturbed: disturbed);
    });

    /// <summary>Opens store and fleet for any number of duels between the two sides, and closes them afterwards.</summary>
    /// <param name="kind">One of the kinds of <see cref="RunFacts"/>.</param>
    public async Task<T> WithFleetAsync<T>(string kind, Func<Duel, RunStore, Task<T>> use)
    {
        using var sole = RunLock.Take(folder);
        using var store = RunStore.Open(folder.Store);
        RunFactsWriter.Write(store, kind, time);
        store.SetFact(DuelSide.Baseline, baseline.Label);
        store.SetFact(DuelSide.Candidate, candidate.Label);
        var options = new FleetOptions
        {
            // Where both builds are named, this tree's own need not exist.
            Proxy = baseline.Build is null || candidate.Build is null ? ProgramLocation.Find("olla", "src/Olla.Proxy") : null,
            ProxyByCandidate = new[] { baseline, candidate }.Where(side => side.Build is not null).ToDictionary(side => side.Id, side => side.Build!),
            Mock = scenario.Fleet.Mocks.Count > 0 ? ProgramLocation.Find("olla-mock", "mock-backends/Olla.MockBackends") : null,
        };
        await using var runner = new TrialRunner(options, time);
        Console.WriteLine($"baseline:  {baseline.Label}");
        Console.WriteLine($"candidate: {candidate.Label}");
        return await use(new Duel(scenario, baseline, candidate, store, new TrialExecution(scenario, folder, runner, time, voids), time), store);
    }
}
