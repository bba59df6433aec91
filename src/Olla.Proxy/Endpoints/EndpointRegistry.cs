using System.Collections.Immutable;

namespace Olla.Proxy.Endpoints;

/// <summary>All endpoints in configuration order. Readers take a snapshot without a lock; a reload swaps it whole.</summary>
internal sealed class EndpointRegistry(ImmutableArray<Endpoint> endpoints)
{
    private Endpoint[] _endpoints = [.. endpoints];

    /// <summary>The endpoints in force now; never modified in place.</summary>
    public ReadOnlyMemory<Endpoint> Snapshot => Volatile.Read(ref _endpoints);

    /// <summary>Puts a new set in force; requests that hold the old snapshot finish with it.</summary>
    public void Replace(ImmutableArray<Endpoint> endpoints) => Volatile.Write(ref _endpoints, [.. endpoints]);
}
