using System.Collections.Frozen;
using System.Collections.Immutable;
using Olla.Proxy.Models;

namespace Olla.Proxy.Routing;

/// <summary>Turns what the registry knows by URL into sets over one fleet.</summary>
internal sealed class ModelRouteCompiler(Endpoint[] fleet, IReadOnlyDictionary<string, List<int>> positionsByUrl, ModelSnapshot models, int words)
{
    /// <summary>A route for every name that a request may use.</summary>
    public FrozenDictionary<string, ModelRoute> Models()
    {
        var routes = new Dictionary<string, ModelRoute>(models.Named.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, locations) in models.Named)
        {
            var endpoints = new ulong[words];
            Dictionary<Endpoint, string>? nameAt = null;
            foreach (var location in locations)
            {
                foreach (var position in PositionsOf(location.EndpointUrl))
                {
                    new EndpointSet(endpoints).Add(position);
                    if (!location.NativeName.Equals(name, StringComparison.OrdinalIgnoreCase))
                    {
                        (nameAt ??= []).TryAdd(fleet[position], location.NativeName);
                    }
                }
            }

            // Models of endpoints that left with a reload are nobody's: unknown, not unavailable.
            if (!new EndpointSet(endpoints).IsEmpty)
            {
                routes[name] = new ModelRoute(name.ToLowerInvariant(), endpoints, nameAt?.ToFrozenDictionary());
            }
        }

        return routes.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>A route for every alias of which somebody has a model; per endpoint the first listed model counts.</summary>
    public FrozenDictionary<string, ModelRoute> Aliases(IReadOnlyDictionary<string, IReadOnlyList<string>> aliases)
    {
        var routes = new Dictionary<string, ModelRoute>(StringComparer.OrdinalIgnoreCase);
        foreach (var (alias, names) in aliases)
        {
            var endpoints = new ulong[words];
            var nameAt = new Dictionary<Endpoint, string>();
            foreach (var name in names)
            {
                foreach (var location in models.Named.TryGetValue(name, out var locations) ? locations : [])
                {
                    foreach (var position in PositionsOf(location.EndpointUrl))
                    {
                        if (nameAt.TryAdd(fleet[position], location.NativeName))
                        {
                            new EndpointSet(endpoints).Add(position);
                        }
                    }
                }
            }

            if (nameAt.Count > 0)
            {
                routes[alias] = new ModelRoute(alias.ToLowerInvariant(), endpoints, nameAt.ToFrozenDictionary());
            }
        }

        return routes.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The endpoints that have each capability, for capabilities that tell endpoints of this fleet apart.</summary>
    public ImmutableArray<(Capabilities Capability, ulong[] Endpoints)> Capable()
    {
        var capable = ImmutableArray.CreateBuilder<(Capabilities, ulong[])>();
        foreach (var (capability, names) in CapabilityNames.All)
        {
            var endpoints = new ulong[words];
            var members = 0;
            foreach (var position in names
                .SelectMany(name => models.EndpointsByCapability.TryGetValue(name, out var urls) ? urls : [])
                .SelectMany(PositionsOf).Distinct())
            {
                new EndpointSet(endpoints).Add(position);
                members++;
            }

            if (members > 0 && members < fleet.Length)
            {
                capable.Add((capability, endpoints));
            }
        }

        return capable.ToImmutable();
    }

    private List<int> PositionsOf(string url) => positionsByUrl.TryGetValue(url, out var positions) ? positions : [];
}
