using Olla.Configuration;
using Olla.Proxy.Engines.Breakers;
using Olla.Proxy.Engines.Headers;
using Olla.Proxy.Engines.Limits;
using Olla.Proxy.Engines.Targets;

namespace Olla.Proxy.Engines.FailOver;

/// <summary>What an engine keeps for one endpoint: everything worked out once, and its limits.</summary>
internal class EndpointChannel(Endpoint endpoint, ProxyOptions options, TimeProvider time, EndpointBreaker? breaker)
{
    public Endpoint Endpoint { get; } = endpoint;
    public EndpointHeaders Headers { get; } = new(endpoint.Options);
    public TargetPath Target { get; } = new(endpoint.Url, endpoint.Options.PreservePath);
    public ConnectionLimit Connections { get; } = new(options.MaxConnectionsPerEndpoint, options.ConnectionTimeout, time);

    /// <summary>Null in engines without one.</summary>
    public EndpointBreaker? Breaker { get; } = breaker;
}
