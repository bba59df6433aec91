namespace Olla.Proxy.Health;

/// <summary>Asks an endpoint how it is.</summary>
internal interface IEndpointProbe
{
    /// <summary>Never throws for what the endpoint did; cancelled only when the proxy stops or the endpoint is removed.</summary>
    Task<ProbeAnswer> ProbeAsync(Endpoint endpoint, CancellationToken cancellation);
}
