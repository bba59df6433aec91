using System.Collections.Frozen;
using System.Collections.Immutable;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Models;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Routing;

/// <summary>Where a name leads: the endpoints that have it, and how they call it if not by that name.</summary>
/// <param name="Name">Lower-cased, as headers and statistics show it; kept so that requests share one string.</param>
/// <param name="Endpoints">Set over the table's endpoints.</param>
/// <param name="NameAt">The name to send instead, by endpoint; null when the body goes out unchanged.</param>
internal sealed record ModelRoute(string Name, ulong[] Endpoints, FrozenDictionary<Endpoint, string>? NameAt);

/// <summary>
/// Fleet, models and aliases compiled into sets, so that a decision is a few intersections. Immutable but for caches; rebuilt
/// when the fleet, the models or the configuration change, never per request.
/// </summary>
internal sealed class RoutingTable
{
    private readonly EndpointState[] _states;
    private readonly FrozenDictionary<string, ulong[]> _scopes;
    private readonly FrozenDictionary<string, ModelRoute> _models;
    private readonly FrozenDictionary<string, ModelRoute> _aliases;
    private readonly ImmutableArray<(Capabilities Capability, ulong[] Endpoints)> _capable;

    public RoutingTable(ReadOnlyMemory<Endpoint> fleet, ModelSnapshot models, ProviderCatalog providers, RoutingPolicy policy)
    {
        Fleet = fleet;
        Models = models;
        Policy = policy;
        var endpoints = fleet.ToArray();
        Words = EndpointSet.WordsFor(endpoints.Length);
        Candidates = new CandidateLists(endpoints);
        _states = Array.ConvertAll(endpoints, endpoint => endpoint.State);
        var membersOfType = MembersOfType(endpoints, Words);
        Paths = new PathIndex(providers, membersOfType, Words);
        _scopes = Scopes(providers, membersOfType, Words);
        var byUrl = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var position = 0; position < endpoints.Length; position++)
        {
            var url = endpoints[position].Url.AbsoluteUri;
            (byUrl.TryGetValue(url, out var positions) ? positions : byUrl[url] = []).Add(position);
        }

        var compiler = new ModelRouteCompiler(endpoints, byUrl, models, Words);
        _models = compiler.Models();
        _aliases = compiler.Aliases(policy.Aliases);
        _capable = compiler.Capable();
        foreach (var (capability, _) in _capable)
        {
            NarrowingCapabilities |= capability;
        }
    }

    public ReadOnlyMemory<Endpoint> Fleet { get; }
    public ModelSnapshot Models { get; }
    public RoutingPolicy Policy { get; }
    public PathIndex Paths { get; }
    public CandidateLists Candidates { get; }

    /// <summary>Length of a set over this table's endpoints.</summary>
    public int Words { get; }

    /// <summary>Capabilities that some endpoints have and others lack; only these are worth looking for in a body.</summary>
    public Capabilities NarrowingCapabilities { get; }

    /// <summary>Adds every endpoint that may get requests now.</summary>
    public void AddRoutable(EndpointSet set)
    {
        var states = _states;
        for (var position = 0; position < states.Length; position++)
        {
            if (states[position].Status.IsRoutable())
            {
                set.Add(position);
            }
        }
    }

    /// <summary>The endpoints that may serve a scope; empty for a type that nobody has.</summary>
    public ReadOnlySpan<ulong> Scope(string canonicalType) =>
        _scopes.TryGetValue(canonicalType, out var members) ? members : _scopes[ProviderTypes.Auto];

    /// <summary>Where a model of this name lives, compared without case; null when nobody is known to have it.</summary>
    public ModelRoute? FindModel(ReadOnlySpan<char> name) =>
        _models.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var route) ? route : null;

    /// <summary>What an alias resolves to, compared without case; null when it is none, or when nobody has any of its models.</summary>
    public ModelRoute? FindAlias(ReadOnlySpan<char> name) =>
        _aliases.Count > 0 && _aliases.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var route) ? route : null;

    /// <summary>Prefers endpoints that have all the capabilities a request needs; nothing changes when nobody left has them.</summary>
    public void PreferCapable(EndpointSet candidates, Capabilities needs, EndpointSet scratch)
    {
        if ((needs & NarrowingCapabilities) == 0)
        {
            return;
        }

        scratch.CopyFrom(candidates.Words);
        foreach (var (capability, endpoints) in _capable)
        {
            if ((needs & capability) != 0)
            {
                scratch.IntersectWith(endpoints);
            }
        }

        candidates.PreferWithin(scratch.Words);
    }

    private static Dictionary<string, ulong[]> MembersOfType(Endpoint[] endpoints, int words)
    {
        var members = new Dictionary<string, ulong[]>(StringComparer.OrdinalIgnoreCase) { [ProviderTypes.Auto] = new ulong[words] };
        for (var position = 0; position < endpoints.Length; position++)
        {
            var type = endpoints[position].Type;
            if (!members.TryGetValue(type, out var set))
            {
                members.Add(type, set = new ulong[words]);
            }

            new EndpointSet(set).Add(position);
        }

        return members;
    }

    private static FrozenDictionary<string, ulong[]> Scopes(ProviderCatalog providers, Dictionary<string, ulong[]> membersOfType, int words)
    {
        var scopes = new Dictionary<string, ulong[]>(StringComparer.OrdinalIgnoreCase) { [ProviderTypes.Auto] = membersOfType[ProviderTypes.Auto] };
        foreach (var profile in providers.Profiles)
        {
            var members = new ulong[words];
            foreach (var (type, endpoints) in membersOfType)
            {
                if (providers.Serves(type, profile.Name))
                {
                    new EndpointSet(members).UnionWith(endpoints);
                }
            }

            scopes[profile.Name] = members;
        }

        return scopes.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
