namespace Olla.Perf.Analysis.Gates;

/// <summary>How many rehearsed gates came to which verdict.</summary>
/// <param name="Added">What was added to one quantity of the candidate: relative, 0.05 for 5 %.</param>
/// <param name="MeanBlocks">Pairs that a gate took.</param>
internal sealed record RehearsalResult(double Added, int Runs, int Regressions, int Passes, double MeanBlocks)
{
    public double RegressionShare => Regressions / (double)Runs;

    public double PassShare => Passes / (double)Runs;
}

/// <summary>Runs the gate's rule many times over noise of which the truth is known: how often it cries wolf, and what it finds.</summary>
internal sealed class GateRehearsal(GateRule rule, IReadOnlyList<GateQuantity> quantities, Func<Random, IReadOnlyList<double?>> draw)
{
    /// <param name="slowed">The quantity that the candidate is worse in; null for none.</param>
    /// <param name="added">By how much, relative.</param>
    public RehearsalResult Run(GateQuantity? slowed, double added, int runs, int seed)
    {
        var random = new Random(seed);
        var (regressions, passes, blocks) = (0, 0, 0);
        for (var run = 0; run < runs; run++)
        {
            var judge = new GateJudge(rule, quantities);
            while (!judge.IsOver)
            {
                judge.Add([.. draw(random).Select((difference, index) => quantities[index] == slowed ? difference + Math.Log(1 + added) : difference)]);
            }

            regressions += judge.Verdict == GateVerdict.Regression ? 1 : 0;
            passes += judge.Verdict == GateVerdict.Pass ? 1 : 0;
            blocks += judge.Blocks;
        }

        return new RehearsalResult(added, runs, regressions, passes, blocks / (double)runs);
    }
}
