using Olla.Perf.Load.Http;
using Olla.Perf.Results;
using Olla.Perf.Results.Log;

namespace Olla.Perf.Analysis.Measurement;

/// <summary>
/// Times per request. Everything counts from the scheduled time, so that a slow system cannot hide by slowing the generator; the same from
/// the time of sending is given beside it as uncorrected.
/// </summary>
internal static class LatencyMeasures
{
    public static void Add(TrialLog log, MeasuredValues values)
    {
        var requests = log.Requests.Where(request => request.Phase >= 0).ToList();
        var ttft = Of(requests, request => request.FirstContent, request => request.Scheduled);
        values.Set(Metric.TtftP50, ttft.Backed(0.5));
        values.Set(Metric.TtftP90, ttft.Backed(0.9));
        values.Set(Metric.TtftP95, ttft.Backed(0.95));
        values.Set(Metric.TtftP99, ttft.Backed(0.99));
        values.Set(Metric.TtftP999, ttft.Backed(0.999));
        values.Set(Metric.TtftMaximum, ttft.Maximum);
        values.Set(Metric.TtftMean, ttft.Mean);
        values.SetCurve("ttft_ms", ttft);

        var uncorrected = Of(requests, request => request.FirstContent, request => request.Sent);
        values.Set(Metric.TtftUncorrectedP50, uncorrected.Backed(0.5));
        values.Set(Metric.TtftUncorrectedP99, uncorrected.Backed(0.99));
        values.SetCurve("ttft_uncorrected_ms", uncorrected);

        values.Set(Metric.TtfbP50, Of(requests, request => request.FirstByte, request => request.Scheduled).Backed(0.5));
        values.Set(Metric.TtfeP50, Of(requests, request => request.FirstEvent, request => request.Scheduled).Backed(0.5));

        var completed = requests.Where(request => request.Outcome == Outcome.Completed).ToList();
        var endToEnd = Of(completed, request => request.End, request => request.Scheduled);
        values.Set(Metric.E2eP50, endToEnd.Backed(0.5));
        values.Set(Metric.E2eP90, endToEnd.Backed(0.9));
        values.Set(Metric.E2eP99, endToEnd.Backed(0.99));
        values.SetCurve("e2e_ms", endToEnd);

        var perToken = new Percentiles(completed.Select(TimePerOutputToken).Where(double.IsFinite));
        values.Set(Metric.TpotP50, perToken.Backed(0.5));
        values.Set(Metric.TpotP99, perToken.Backed(0.99));
        values.SetCurve("tpot_ms", perToken);
    }

    /// <summary>TTFT in ms by number of the arrival; not a number where no content came.</summary>
    public static IReadOnlyList<double> TtftByArrival(TrialLog log)
    {
        var byArrival = new double[log.Header.Arrivals];
        Array.Fill(byArrival, double.NaN);
        foreach (var request in log.Requests)
        {
            if (request is { Phase: >= 0, FirstContent: > 0 } && request.Ordinal < byArrival.Length)
            {
                byArrival[request.Ordinal] = Milliseconds(request.FirstContent - request.Scheduled);
            }
        }

        return byArrival;
    }

    /// <summary>(end - first content) / (tokens - 1) in ms; tokens as the backend reports them, else content events.</summary>
    public static double TimePerOutputToken(RequestRow request)
    {
        var tokens = request.ReportedTokens > 0 ? request.ReportedTokens : request.EventCount;
        return tokens > 1 && request.FirstContent > 0 && request.EventCount > 0
            ? Milliseconds(request.End - request.FirstContent) / (tokens - 1)
            : double.NaN;
    }

    public static double Milliseconds(long nanoseconds) => nanoseconds / 1e6;

    private static Percentiles Of(IEnumerable<RequestRow> requests, Func<RequestRow, long> to, Func<RequestRow, long> from) =>
        new(requests.Where(request => to(request) > 0).Select(request => Milliseconds(to(request) - from(request))));
}
