using Olla.Perf.Analysis;
using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Results;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Sweeps;

/// <summary>
/// Drops a candidate once another is surely better on one objective and surely not worse on any other, so that the rest of the budget goes
/// to those that can still be recommended.
/// <para>
/// Somebody who looks after every block and drops at the usual 5 % would drop good candidates sooner or later. The allowance for one false
/// drop in the whole run is therefore spent over the looks (look k gets 1/(k·(k+1)) of it, which sums to one) and shared by all ordered
/// pairs of candidates. Within a pair nothing is shared: all objectives must agree. How noisy a metric is, is learnt from all candidates
/// and blocks together (randomised complete blocks), since one pair of few blocks knows too little of it.
/// </para>
/// </summary>
internal sealed class ParetoRace(Scenario scenario) : ICandidateRace
{
    /// <summary>Student's test of fewer blocks says more about luck than about candidates.</summary>
    private const int LeastBlocks = 3;

    public IReadOnlyList<CandidateDrop> Judge(SearchSpace space, IReadOnlyList<TrialRecord> trials, IReadOnlyList<CandidateDrop> earlier, int block)
    {
        if (block < LeastBlocks)
        {
            return [];
        }

        var gone = earlier.Select(drop => drop.CandidateId).ToHashSet();
        var data = new RunData(scenario, trials, earlier);
        var floor = new NoiseFloor(data);
        var objectives = Objectives.Of(data);
        var racing = data.Measured.Where(candidate => !gone.Contains(candidate.Id)).ToList();
        var noise = objectives.ToDictionary(metric => metric, metric => BlockNoise.Estimate(data, racing, metric));
        var level = (1 - scenario.Budget.Confidence) / (block * (block + 1.0)) / Math.Max(1, racing.Count * (racing.Count - 1));
        var drops = new List<CandidateDrop>();
        foreach (var candidate in racing.Where(candidate => candidate.Id != space.Baseline.Id))
        {
            foreach (var rival in racing.Where(rival => rival.Id != candidate.Id && drops.TrueForAll(drop => drop.CandidateId != rival.Id)))
            {
                if (Beats(data, floor, noise, rival, candidate, level) is { } metric)
                {
                    drops.Add(new CandidateDrop(candidate.Id, block, $"{CandidateIdentity.Label(data.EffectiveSettings(rival))} is better on {metric.Title} and worse on nothing"));
                    break;
                }
            }
        }

        return drops;
    }

    /// <summary>The objective on which the rival wins by most, if it surely dominates; else null.</summary>
    private Metric? Beats(
        RunData data, NoiseFloor floor, Dictionary<Metric, BlockNoise> noise, Candidate rival, Candidate candidate, double level)
    {
        Metric? winning = null;
        var most = 0.0;
        foreach (var (metric, spread) in noise)
        {
            var sign = metric.Direction == MetricDirection.HigherIsBetter ? -1 : 1;
            var losses = data.LogRatios(candidate.Id, rival.Id, metric).Values.Select(ratio => sign * ratio).ToList();
            if (losses.Count < LeastBlocks)
            {
                return null;
            }

            // Better by less than the margin is not better in a way that anybody would choose it for.
            if (spread.TestAbove(losses, -Math.Log(1 + scenario.EquivalenceMargin)) >= level)
            {
                return null;
            }

            var lead = SampleQuantile.Median(losses);
            if (lead > most && spread.TestAbove(losses, floor.Of(metric)) < level)
            {
                (winning, most) = (metric, lead);
            }
        }

        return winning;
    }
}
