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

        var candidates = combinations.Select(settings => WithoutIdle(scenario, settings))
            .Where(settings => !scenario.Excluded.Any(excluded => excluded.All(pair => settings.GetValueOrDefault(pair.Key) == pair.Value)))
            .Select(Create)
            .DistinctBy(candidate => candidate.Id)
            .ToList();
        var baseline = candidates.Find(candidate => KnobDefaults.AreAllDefault(candidate.Settings));
        if (baseline is null)
        {
            baseline = Create([]);
            candidates.Insert(0, baseline);
        }

        return new SearchSpace(candidates, baseline);
    }

    /// <summary>A knob whose condition is not met keeps its default; that may in turn decide whether another one's is.</summary>
    private static Dictionary<string, string> WithoutIdle(Scenario scenario, Dictionary<string, string> settings)
    {
        var left = new Dictionary<string, string>(settings);
        while (scenario.Dimensions.FirstOrDefault(dimension => left.ContainsKey(dimension.Key)
            && !dimension.When.All(pair => left.GetValueOrDefault(pair.Key) == pair.Value)) is { } idle)
        {
            left.Remove(idle.Key);
        }

        return left;
    }

    private static Candidate Create(Dictionary<string, string> settings) => new() { Id = CandidateIdentity.Of(settings), Settings = settings };
}
