using Olla.Proxy.Endpoints;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Http.Status;

/// <summary>Figures over the whole proxy, as three pages show them.</summary>
internal sealed record SystemSnapshot
{
    public required IReadOnlyList<EndpointSnapshot> Endpoints { get; init; }
    public required long Requests { get; init; }
    public required long Failures { get; init; }

    /// <summary>Percent; null without traffic.</summary>
    public required double? SuccessRate { get; init; }

    /// <summary>Milliseconds; null without a success.</summary>
    public required long? AverageLatency { get; init; }
    public required long Bytes { get; init; }
    public required TokenTotals Tokens { get; init; }

    public int Healthy => Endpoints.Count(endpoint => endpoint.Status == EndpointStatus.Healthy);
    public int Routable => Endpoints.Count(endpoint => endpoint.Status.IsRoutable());
    public long ActiveConnections => Endpoints.Sum(endpoint => (long)endpoint.Connections);

    /// <summary><c>healthy</c>, <c>degraded</c> or <c>critical</c>.</summary>
    public string Status
    {
        get
        {
            if (Endpoints.Count == 0)
            {
                return "critical";
            }

            var healthy = (double)Healthy / Endpoints.Count;
            var success = SuccessRate ?? 100;
            return (healthy < 0.5 || success < 90, healthy < 0.8 || success < 95) switch
            {
                (true, _) => "critical",
                (_, true) => "degraded",
                _ => "healthy",
            };
        }
    }

    /// <summary>Takes the figures now; endpoints by priority, healthy first, then name and id.</summary>
    public static SystemSnapshot Take(
        EndpointRegistry registry, RequestStatistics requests, AttemptStatistics attempts, IModelCensus models)
    {
        var endpoints = registry.Snapshot.Span;
        var ids = EndpointId.Of(endpoints);
        var snapshots = new List<EndpointSnapshot>(endpoints.Length);
        foreach (var endpoint in endpoints)
        {
            snapshots.Add(EndpointSnapshot.Take(endpoint, ids[endpoint], attempts.Of(endpoint.Url.OriginalString), requests.Tokens.Of(endpoint.Name), models));
        }

        return new SystemSnapshot
        {
            Endpoints =
            [
                .. snapshots.OrderByDescending(endpoint => endpoint.Priority)
                    .ThenBy(endpoint => endpoint.Status != EndpointStatus.Healthy)
                    .ThenBy(endpoint => endpoint.Name, StringComparer.Ordinal)
                    .ThenBy(endpoint => endpoint.Id, StringComparer.Ordinal),
            ],
            Requests = requests.Requests,
            Failures = requests.Failures,
            SuccessRate = requests.SuccessRate,
            AverageLatency = requests.Latency.Mean,
            Bytes = requests.Bytes,
            Tokens = requests.Tokens.All,
        };
    }
}
