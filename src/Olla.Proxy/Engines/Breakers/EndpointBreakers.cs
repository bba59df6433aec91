using System.Runtime.CompilerServices;
using Olla.Proxy.Endpoints;

namespace Olla.Proxy.Engines.Breakers;

/// <summary>The breakers of all endpoints. They outlive engines: a reload does not make a dead backend look well.</summary>
internal sealed class EndpointBreakers(TimeProvider time)
{
    private readonly ConditionalWeakTable<EndpointState, EndpointBreaker> _breakers = [];

    /// <summary>The breaker of an endpoint, made on first use; the same as long as the endpoint keeps its state.</summary>
    public EndpointBreaker Of(Endpoint endpoint) => _breakers.GetValue(endpoint.State, _ => new EndpointBreaker(time));
}
