namespace Olla.Proxy.Statistics;

/// <summary>Hears of every attempt on an endpoint; requests are counted elsewhere, once each.</summary>
internal interface IAttemptObserver
{
    /// <summary>An attempt ended. <paramref name="endpointUrl"/> is the endpoint's identity; latency runs from the request's arrival.</summary>
    void AttemptEnded(string endpointUrl, bool succeeded, long responseBytes, TimeSpan latency);
}
