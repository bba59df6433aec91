using System.Collections.Concurrent;

namespace Olla.Proxy.Statistics;

/// <summary>Counts every attempt on an endpoint, by the endpoint's URL.</summary>
internal sealed class AttemptStatistics : IAttemptObserver
{
    private static readonly EndpointTraffic None = new();

    private readonly ConcurrentDictionary<string, EndpointTraffic> _endpoints = new(StringComparer.Ordinal);

    public void AttemptEnded(string endpointUrl, bool succeeded, long responseBytes, TimeSpan latency) =>
        _endpoints.GetOrAdd(endpointUrl, static _ => new EndpointTraffic()).Add(succeeded, responseBytes, latency);

    /// <summary>The traffic of one endpoint; all zero when it had none.</summary>
    public EndpointTraffic Of(string endpointUrl) => _endpoints.TryGetValue(endpointUrl, out var traffic) ? traffic : None;

    /// <summary>Forgets endpoints that a reload removed.</summary>
    public void Keep(IReadOnlySet<string> endpointUrls)
    {
        foreach (var url in _endpoints.Keys)
        {
            if (!endpointUrls.Contains(url))
            {
                _endpoints.TryRemove(url, out _);
            }
        }
    }
}
