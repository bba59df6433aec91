using Olla.Perf.Scenarios;

namespace Olla.Perf.Sweeps;

/// <summary>
/// Lays out one block: every candidate once, the baseline's twin, and the direct leg, on one trace, in an order that only the seed decides.
/// </summary>
internal static class BlockPlanner
{
    public static IReadOnlyList<PlannedTrial> Plan(Scenario scenario, IEnumerable<Candidate> candidates, Candidate baseline, int block)
    {
        var seed = TraceSeed(scenario, block);
        var trials = candidates
            .Append(baseline with { Role = TrialRole.AaTwin })
            .Append(new Candidate { Id = "direct", Settings = new Dictionary<string, string>(), Role = TrialRole.Direct })
            .ToArray();

        Shuffle(trials, seed);
        return [.. trials.Select((candidate, position) => new PlannedTrial(block, position, candidate, seed))];
    }

    /// <summary>One pair: two sides on one trace, and a coin that only the seed decides for who runs first.</summary>
    public static IReadOnlyList<PlannedTrial> PlanPair(Scenario scenario, Candidate first, Candidate second, int block)
    {
        var seed = TraceSeed(scenario, block);
        Candidate[] sides = [first, second];
        Shuffle(sides, seed);
        return [.. sides.Select((candidate, position) => new PlannedTrial(block, position, candidate, seed))];
    }

    private static ulong TraceSeed(Scenario scenario, int block) => Mix(scenario.Seed, (ulong)block);

    private static void Shuffle(Candidate[] trials, ulong seed)
    {
        // The plan only needs an order that cannot be guessed from the configuration; System.Random with a seed is stable across runs.
        new Random((int)(Mix(seed, 0xB10C) & int.MaxValue)).Shuffle(trials);
    }

    /// <summary>SplitMix64's finaliser: neighbouring inputs give unrelated outputs.</summary>
    private static ulong Mix(ulong a, ulong b)
    {
        var z = a + (0x9E3779B97F4A7C15UL * (b + 1));
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
