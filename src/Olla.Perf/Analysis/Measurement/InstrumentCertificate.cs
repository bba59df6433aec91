using System.Globalization;
using Olla.Perf.Load.Http;
using Olla.Perf.Results;
using Olla.Perf.Results.Log;

namespace Olla.Perf.Analysis.Measurement;

/// <summary>The instrument's own error in a window, and whether the window may be used at all.</summary>
internal static class InstrumentCertificate
{
    /// <summary>What the reason of a window begins with that is void for its drift alone, not for a fault of the instrument.</summary>
    public const string NeverSettled = "the window never settled";

    public static void Add(TrialLog log, MeasuredValues values)
    {
        var lateness = Lateness(log);
        values.Set(Metric.LatenessP50, lateness.Backed(0.5));
        // Always given, backed or not: a certificate must not be silent because the window was short.
        values.Set(Metric.LatenessP99, lateness.Quantile(0.99));
        values.Set(Metric.LatenessP999, lateness.Backed(0.999));
        if (log.Header.Pacing is { } pacing)
        {
            values.Set(Metric.PacingErrorP50, pacing.P50);
            values.Set(Metric.PacingErrorP99, pacing.P99);
            values.Set(Metric.PacingErrorP999, pacing.P999);
        }

        values.Set(Metric.LatenessMaximum, lateness.Maximum);
        values.Set(Metric.GeneratorGcPause, GcPause(log) * 1e3);
    }

    /// <summary>Reasons why the window must not be used; empty if it may.</summary>
    public static IReadOnlyList<string> VoidReasons(
        TrialLog log, IReadOnlyDictionary<string, double> values, IReadOnlyDictionary<string, IReadOnlyList<TimePoint>> timeLines, InstrumentBudget budget)
    {
        var seconds = (log.Header.WindowEnd - log.Header.WindowStart) / 1e9;
        var reasons = new List<string>();
        // Failed requests count: a system that fails is measured, not disturbed. Only too short a load leaves nothing to judge.
        if (log.Requests.Count(request => request.Phase >= 0 && request.Outcome != Outcome.Abandoned) is var made && made < budget.Requests)
        {
            reasons.Add($"only {made} requests were made; a median needs {budget.Requests}");
        }

        Check(Metric.LatenessP99, budget.LatenessMilliseconds, "arrivals were late by {0} ms at p99; the budget is {1} ms");
        Check(Metric.PacingErrorP99, budget.PacingMicroseconds, "the mock wrote events {0} µs after their deadlines at p99; the budget is {1} µs");
        Check(Metric.OtherCores, budget.OtherCores, "other processes used {0} cores meanwhile; the budget is {1}");
        Check(Metric.GeneratorCores, budget.GeneratorCores * Math.Max(1, log.Header.Processors / 2), "the load generator used {0} cores; the budget is {1}");
        Check(Metric.GeneratorGcPause, budget.GcPauseShare * seconds * 1e3, "the generator's garbage collector paused it for {0} ms; the budget is {1} ms");
        if (log.Header.SteadyLoad && timeLines.TryGetValue("ttft_p50_ms", out var ttft)
            && SteadyState.FindTrend([.. ttft.Select(point => point.Value)]) is { } drift)
        {
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{NeverSettled}: TTFT drifted by {100 * drift:0} % under a steady load"));
        }

        return reasons;

        void Check(Metric metric, double limit, string message)
        {
            if (values.TryGetValue(metric.Name, out var value) && value > limit)
            {
                reasons.Add(string.Format(CultureInfo.InvariantCulture, message, value.ToString("0.##", CultureInfo.InvariantCulture), limit.ToString("0.##", CultureInfo.InvariantCulture)));
            }
        }
    }

    /// <summary>From due to turned to, in ms; in the closed model from the end of the pause.</summary>
    private static Percentiles Lateness(TrialLog log) => new(log.Requests
        .Where(request => request is { Phase: >= 0, Dispatched: > 0 })
        .Select(request => Math.Max(0, LatencyMeasures.Milliseconds(request.Dispatched - request.Scheduled))));

    /// <summary>Seconds of pause within the window.</summary>
    private static double GcPause(TrialLog log)
    {
        var rows = log.Resources.Where(row => row.Owner == ResourceOwner.Generator && row.Time >= log.Header.WindowStart && row.Time <= log.Header.WindowEnd).ToList();
        return rows.Count < 2 ? double.NaN : (rows[^1].GcPause - rows[0].GcPause) / 1e9;
    }
}
