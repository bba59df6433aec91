using Olla.Perf.Analysis;
using Olla.Perf.Results;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Recommendations;

/// <summary>Bars values that buy speed with broken answers.</summary>
internal static class HarmGuard
{
    /// <summary>One request in a thousand.</summary>
    private const double MostExtraFailures = 0.001;

    /// <summary>
    /// Whether requests fail or arrive damaged more often under <paramref name="value"/> than under <paramref name="reference"/>, or, where
    /// the scenario has limits, whether goodput falls by more than its margin.
    /// </summary>
    /// <param name="under">Settings that the trials must have to be looked at.</param>
    public static bool IsBarred(RunData data, string key, string value, string reference, IReadOnlyDictionary<string, string> under)
    {
        var mine = Trials(data, key, value, under);
        var others = Trials(data, key, reference, under);
        return FailureShare(mine) > FailureShare(others) + MostExtraFailures
            || (HasLimits(data.Scenario.Slo) && MeanGoodput(mine) < MeanGoodput(others) * (1 - data.Scenario.EquivalenceMargin));
    }

    private static List<TrialMeasurement> Trials(RunData data, string key, string value, IReadOnlyDictionary<string, string> under) =>
        [.. data.Measured.Where(candidate => Has(data.EffectiveSettings(candidate), key, value, under))
            .SelectMany(candidate => data.Of(candidate.Id).Values)];

    private static bool Has(IReadOnlyDictionary<string, string> settings, string key, string value, IReadOnlyDictionary<string, string> under) =>
        settings.GetValueOrDefault(key) == value && under.All(pair => settings.GetValueOrDefault(pair.Key) == pair.Value);

    private static double FailureShare(List<TrialMeasurement> trials)
    {
        var bad = trials.Sum(trial => Value(trial, Metric.FailedRequests) + Value(trial, Metric.IntegrityErrors));
        var all = trials.Sum(trial => Value(trial, Metric.FailedRequests) + Value(trial, Metric.CompletedRequests));
        return all > 0 ? bad / all : 0;
    }

    private static double MeanGoodput(List<TrialMeasurement> trials) =>
        trials.Count == 0 ? 0 : trials.Average(trial => Value(trial, Metric.Goodput));

    private static bool HasLimits(SloPlan slo) => slo.TimeToFirstToken is not null || slo.InterTokenLatency is not null || slo.EndToEnd is not null;

    private static double Value(TrialMeasurement trial, Metric metric) => trial.Values.GetValueOrDefault(metric.Name);
}
