
namespace Olla.Proxy.Balancing;

/// <summary>Chooses one endpoint among candidates that could all serve a request.</summary>
internal interface IBalancer
{
    /// <summary>The name a person writes in the configuration.</summary>
    string Name { get; }

    /// <summary>
    /// Chooses among <paramref name="candidates"/> (in configuration order) and reserves a connection on the choice in the same
    /// step; null when none of them is routable. The caller releases it through <see cref="Endpoints.EndpointState.Release"/>.
    /// Allocates nothing and takes no lock.
    /// </summary>
    Endpoint? SelectAndReserve(ReadOnlySpan<Endpoint> candidates);
}
