using Olla.Perf.Load.Http;
using Olla.Perf.Results;
using Olla.Perf.Results.Log;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Analysis.Measurement;

/// <summary>What was done within the window, and how it was spread.</summary>
internal static class ThroughputMeasures
{
    public static void Add(TrialLog log, MeasuredValues values)
    {
        var header = log.Header;
        var seconds = (header.WindowEnd - header.WindowStart) / 1e9;
        var completed = CompletedInWindow(log);
        values.Set(Metric.CompletedRequests, completed);
        values.Set(Metric.FailedRequests, log.Requests.Count(request => request.Phase >= 0 && IsFailure(request)));
        values.Set(Metric.RequestsPerSecond, completed / seconds);
        values.Set(Metric.EventsPerSecond, EventsInWindow(log) / seconds);
        values.Set(Metric.BytesPerSecond, log.Requests.Where(request => EndsInWindow(header, request)).Sum(request => request.Bytes) / seconds);
        values.Set(Metric.Goodput, log.Requests.Count(request => EndsInWindow(header, request) && MeetsLimits(log, request)) / seconds);
        values.Set(Metric.WithinLimits, WithinLimits(log));
        values.Set(Metric.JainIndex, JainIndex(log));
        values.Set(Metric.NewConnections, log.Requests.Count(request => request.Phase >= 0 && request.NewConnection));
    }

    public static int CompletedInWindow(TrialLog log) =>
        log.Requests.Count(request => request.Outcome == Outcome.Completed && EndsInWindow(log.Header, request));

    public static long EventsInWindow(TrialLog log)
    {
        long count = 0;
        foreach (ref readonly var row in log.Events.AsSpan())
        {
            count += row.Received >= log.Header.WindowStart && row.Received < log.Header.WindowEnd ? 1 : 0;
        }

        return count;
    }

    /// <summary>Errors of the window by class.</summary>
    public static IReadOnlyDictionary<string, int> Errors(TrialLog log) => log.Requests
        .Where(request => request.Phase >= 0 && IsFailure(request))
        .GroupBy(request => request.Outcome)
        .ToDictionary(group => group.Key, group => group.Count());

    public static IReadOnlyDictionary<string, int> RequestsByBackend(TrialLog log) => log.Requests
        .Where(request => request is { Phase: >= 0, Endpoint.Length: > 0 })
        .GroupBy(request => request.Endpoint)
        .ToDictionary(group => group.Key, group => group.Count());

    /// <summary>A client that went away on purpose is no failure of the system.</summary>
    private static bool IsFailure(in RequestRow request) => request.Outcome is not (Outcome.Completed or Outcome.ClientAbort);

    private static bool EndsInWindow(TrialLogHeader header, in RequestRow request) =>
        request.End >= header.WindowStart && request.End < header.WindowEnd;

    /// <summary>Of all that arrived in the window, whenever it ended: what is still open at the window's end must not look as if it had never come.</summary>
    private static double WithinLimits(TrialLog log)
    {
        var arrived = log.Requests.Where(request => request is { Phase: >= 0, Outcome: not Outcome.ClientAbort }).ToList();
        return log.Header.Slo == new SloPlan() || arrived.Count == 0 ? double.NaN : 100.0 * arrived.Count(request => MeetsLimits(log, request)) / arrived.Count;
    }

    private static bool MeetsLimits(TrialLog log, in RequestRow request)
    {
        var slo = log.Header.Slo;
        return request.Outcome == Outcome.Completed
            && Within(slo.TimeToFirstToken, request.FirstContent - request.Scheduled)
            && Within(slo.EndToEnd, request.End - request.Scheduled)
            && MeetsTokenLimit(slo, request);
    }

    /// <summary>The limit on the latency between tokens binds their mean over the request (its TPOT), as users of such limits mean it.</summary>
    private static bool MeetsTokenLimit(SloPlan slo, in RequestRow request) =>
        slo.InterTokenLatency is not { } limit || LatencyMeasures.TimePerOutputToken(request) is double.NaN
        || LatencyMeasures.TimePerOutputToken(request) <= limit.TotalMilliseconds;

    private static bool Within(TimeSpan? limit, long nanoseconds) => limit is not { } bound || nanoseconds <= bound.Ticks * 100;

    /// <summary>Jain's index (1984) of requests per unit of capacity: 1 is even, 1/n is all on one of n backends.</summary>
    private static double JainIndex(TrialLog log)
    {
        var capacities = log.Header.Capacities;
        if (capacities.Count == 0)
        {
            return double.NaN;
        }

        var served = RequestsByBackend(log);
        var shares = capacities.Select(backend => served.GetValueOrDefault(backend.Key) / backend.Value).ToList();
        var sum = shares.Sum();
        return sum == 0 ? double.NaN : sum * sum / (shares.Count * shares.Sum(share => share * share));
    }
}
