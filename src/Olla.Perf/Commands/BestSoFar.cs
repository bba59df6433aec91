using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Reports;
using Olla.Perf.Results;
using Olla.Perf.Results.Store;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Commands;

/// <summary>Which configuration leads on first token and on CPU while a sweep runs: a glimpse, no verdict.</summary>
internal sealed class BestSoFar
{
    private readonly Dictionary<string, (string Label, List<TrialMeasurement> Trials)> _seen = [];

    public string Text => string.Join("   ", new[] { Leader(Metric.TtftP50), Leader(Metric.CpuPerRequest) }.Where(text => text.Length > 0));

    public void Add(TrialRecord? trial)
    {
        if (trial is not { Status: TrialStatus.Done, Measurement: { } measurement, Candidate.Role: TrialRole.Candidate })
        {
            return;
        }

        if (!_seen.TryGetValue(trial.Candidate.Id, out var entry))
        {
            _seen[trial.Candidate.Id] = entry = (CandidateIdentity.Label(trial.Candidate.Settings), []);
        }

        entry.Trials.Add(measurement);
    }

    public static string Describe(TrialRecord trial)
    {
        var metrics = new[] { Metric.TtftP50, Metric.RequestsPerSecond, Metric.CpuPerRequest, Metric.RssMean };
        return string.Join(", ", metrics.Where(metric => trial.Measurement!.Values.ContainsKey(metric.Name))
            .Select(metric => $"{metric.Title} {NumberText.Value(trial.Measurement!.Values[metric.Name], metric)}"));
    }

    private string Leader(Metric metric)
    {
        var values = _seen.Values
            .Select(entry => (entry.Label, Value: SampleQuantile.Median(entry.Trials.Where(trial => trial.Values.ContainsKey(metric.Name)).Select(trial => trial.Values[metric.Name]))))
            .Where(entry => double.IsFinite(entry.Value))
            .ToList();
        if (values.Count == 0)
        {
            return "";
        }

        var leader = values.MinBy(entry => entry.Value);
        return $"{metric.Title} {NumberText.Value(leader.Value, metric)} ({leader.Label})";
    }
}
