using Olla.Perf.Results;
using Olla.Perf.Results.Log;

namespace Olla.Perf.Analysis.Measurement;

/// <summary>Computes a trial's measurement from its event log, and from nothing else: any figure can be computed again later.</summary>
internal static class TrialAnalyzer
{
    public static TrialMeasurement Measure(TrialLog log, InstrumentBudget? budget = null)
    {
        var values = new MeasuredValues();
        LatencyMeasures.Add(log, values);
        StreamMeasures.Add(log, values);
        ThroughputMeasures.Add(log, values);
        ResourceMeasures.Add(log, values);
        InstrumentCertificate.Add(log, values);
        var timeLines = TimeLines.Create(log);
        return new TrialMeasurement
        {
            Values = values.Values,
            Distributions = values.Distributions,
            TimeLines = timeLines,
            Errors = ThroughputMeasures.Errors(log),
            RequestsByBackend = ThroughputMeasures.RequestsByBackend(log),
            TtftByArrival = LatencyMeasures.TtftByArrival(log),
            VoidReasons = InstrumentCertificate.VoidReasons(log, values.Values, timeLines, budget ?? InstrumentBudget.Default),
            Window = TimeSpan.FromTicks((log.Header.WindowEnd - log.Header.WindowStart) / 100),
        };
    }
}
