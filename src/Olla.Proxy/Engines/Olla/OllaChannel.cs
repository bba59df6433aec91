using System.Net;
using Olla.Configuration;
using Olla.Proxy.Engines.Breakers;
using Olla.Proxy.Engines.FailOver;

namespace Olla.Proxy.Engines.Olla;

/// <summary>What this engine keeps for one endpoint: its own connections, its own breaker.</summary>
internal sealed class OllaChannel(Endpoint endpoint, ProxyOptions options, TimeProvider time, EndpointBreaker breaker, UpstreamPool pool)
    : EndpointChannel(endpoint, options, time, breaker)
{
    /// <summary>Idle connections, for plain HTTP/1.1 endpoints.</summary>
    public UpstreamPool Pool { get; } = pool;

    /// <summary>Where to connect to; a name is resolved at every dial, so that a change of address is noticed.</summary>
    public EndPoint Address { get; } = IPAddress.TryParse(endpoint.Url.IdnHost, out var address)
        ? new IPEndPoint(address, endpoint.Url.Port)
        : new DnsEndPoint(endpoint.Url.IdnHost, endpoint.Url.Port);

    /// <summary>Whether this engine's own connections can serve it; TLS is left to the framework's client.</summary>
    public bool IsPlain { get; } = endpoint.Url.Scheme == Uri.UriSchemeHttp;
}
