using Olla.Perf.Results;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Analysis;

/// <summary>The good trials of a run, laid out for pairing.</summary>
internal sealed class RunData
{
    /// <summary>Key of the baseline's twin in <see cref="LogRatios(string, string, Metric)"/>.</summary>
    public const string Twin = "twin";

    /// <summary>Key of the direct leg.</summary>
    public const string Direct = "direct";

    private readonly Dictionary<string, SortedDictionary<int, TrialMeasurement>> byCandidate = [];

    public RunData(Scenario scenario, IReadOnlyList<TrialRecord> trials, IReadOnlyList<CandidateDrop>? drops = null)
    {
        Scenario = scenario;
        Space = SearchSpace.Build(scenario);
        Trials = trials;
        Drops = drops ?? [];
        foreach (var trial in trials.Where(trial => trial is { Status: TrialStatus.Done, Measurement: not null }))
        {
            var key = trial.Candidate.Role switch
            {
                TrialRole.AaTwin => Twin,
                TrialRole.Direct => Direct,
                _ => trial.Candidate.Id,
            };
            if (!byCandidate.TryGetValue(key, out var blocks))
            {
                byCandidate[key] = blocks = [];
            }

            blocks[trial.Block] = trial.Measurement!;
        }

        Measured = [.. Space.Candidates.Where(candidate => byCandidate.ContainsKey(candidate.Id))];
        BySettings = Measured.Select(candidate => (candidate, EffectiveSettings(candidate))).DistinctBy(entry => SettingsKey(entry.Item2)).ToDictionary(entry => SettingsKey(entry.Item2));
    }

    public Scenario Scenario { get; }

    public SearchSpace Space { get; }

    /// <summary>All trials, void and failed ones included.</summary>
    public IReadOnlyList<TrialRecord> Trials { get; }

    public IReadOnlyList<CandidateDrop> Drops { get; }

    /// <summary>Candidates with at least one good trial, in the order of the search space.</summary>
    public IReadOnlyList<Candidate> Measured { get; }

    /// <summary>The same by <see cref="SettingsKey"/> of their effective settings, for finding pairs.</summary>
    public IReadOnlyDictionary<string, (Candidate Candidate, IReadOnlyDictionary<string, string> Settings)> BySettings { get; }

    public int Blocks => byCandidate.Values.SelectMany(blocks => blocks.Keys).DefaultIfEmpty(0).Max();

    /// <summary>Good trials of one candidate by block.</summary>
    public IReadOnlyDictionary<int, TrialMeasurement> Of(string key) =>
        byCandidate.TryGetValue(key, out var blocks) ? blocks : new SortedDictionary<int, TrialMeasurement>();

    /// <summary>The candidate's settings with every swept key filled in, defaults included; a default that cannot be named is <c>(default)</c>.</summary>
    public IReadOnlyDictionary<string, string> EffectiveSettings(Candidate candidate) =>
        Scenario.Dimensions.ToDictionary(
            dimension => dimension.Key,
            dimension => candidate.Settings.GetValueOrDefault(dimension.Key) ?? KnobDefaults.Find(dimension.Key, candidate.Settings) ?? "(default)");

    /// <summary>Median of a metric over the blocks, NaN if it was never measured.</summary>
    public double Median(string key, Metric metric) =>
        SampleQuantileOf([.. Of(key).Values.Where(trial => trial.Values.ContainsKey(metric.Name)).Select(trial => trial.Values[metric.Name])]);

    /// <summary>Logarithm of a metric's ratio, first to second, for each block that has both.</summary>
    public IReadOnlyDictionary<int, double> LogRatios(string first, string second, Metric metric) =>
        LogRatios(first, second, trial => trial.Values.TryGetValue(metric.Name, out var value) && value > 0 ? Math.Log(value) : null);

    /// <summary>The same for anything that has a logarithm, such as a goal's score.</summary>
    public IReadOnlyDictionary<int, double> LogRatios(string first, string second, Func<TrialMeasurement, double?> logarithm)
    {
        var ratios = new SortedDictionary<int, double>();
        var others = Of(second);
        foreach (var (block, trial) in Of(first))
        {
            if (others.TryGetValue(block, out var other) && logarithm(trial) is { } mine && logarithm(other) is { } its)
            {
                ratios[block] = mine - its;
            }
        }

        return ratios;
    }

    /// <summary>One text for the same settings in whatever order.</summary>
    public static string SettingsKey(IReadOnlyDictionary<string, string> settings) =>
        string.Join('\n', settings.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key + "=" + pair.Value));

    private static double SampleQuantileOf(IReadOnlyList<double> values) => Statistics.SampleQuantile.Median(values);
}
