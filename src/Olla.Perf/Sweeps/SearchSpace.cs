using Olla.Perf.Scenarios;

namespace Olla.Perf.Sweeps;

/// <summary>All candidates of a sweep: every combination of the dimensions, and the proxy's defaults as the baseline.</summary>
/// <param name="Candidates">In the order of the dimensions; the baseline is among them.</param>
/// <param name="Baseline">What the proxy does when none of the swept keys is written; everything is compared with it.</param>
internal sealed record SearchSpace(IReadOnlyList<Candidate> Candidates, Candidate Baseline)
{
    public static SearchSpace Build(Scenario scenario)
    {
        var combinations = new List<Dictionary<string, string>> { new() };
        foreach (var dimension in scenario.Dimensions)
        {
            combinations = [.. combinations.SelectMany(settings => dimension.Values.Select(
                value => new Dictionary<string, string>(settings) { [dimension.Key] = value }))];
        }

        var candidates = combinations.Select(Create).ToList();
        var baseline = candidates.Find(candidate => KnobDefaults.AreAllDefault(candidate.Settings));
        if (baseline is null)
        {
            baseline = Create([]);
            candidates.Insert(0, baseline);
        }

        return new SearchSpace(candidates, baseline);
    }

    private static Candidate Create(Dictionary<string, string> settings) => new() { Id = CandidateIdentity.Of(settings), Settings = settings };
}
