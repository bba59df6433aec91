using System.Collections.Frozen;
using System.Collections.Immutable;
using Olla.Proxy.Models.Unification;

namespace Olla.Proxy.Models;

/// <summary>Where a model lives and what it is called there.</summary>
/// <param name="EndpointUrl">Absolute URL of the endpoint, its identity.</param>
/// <param name="NativeName">The name this endpoint's own list gives it, in its spelling.</param>
internal readonly record struct ModelLocation(string EndpointUrl, string NativeName);

/// <summary>What is known about models at one moment; never modified, so readers need no lock.</summary>
internal sealed class ModelSnapshot
{
    /// <summary>Nothing was ever listed.</summary>
    public static ModelSnapshot Empty { get; } = new([], unify: true);

    private readonly FrozenDictionary<string, EndpointModels> _byUrl;
    private readonly FrozenDictionary<string, UnifiedModel> _unifiedByName;

    /// <param name="lists">The lists of all endpoints, in configuration order.</param>
    /// <param name="unify">Whether models are merged across endpoints; without it only the lists' own names exist.</param>
    public ModelSnapshot(ImmutableArray<EndpointModels> lists, bool unify)
    {
        Lists = lists;
        IsUnified = unify;
        _byUrl = lists.ToFrozenDictionary(list => list.Url, StringComparer.Ordinal);
        Unified = unify ? ModelUnifier.Unify(lists) : [];
        var named = NamesInLists(lists);
        var unifiedByName = new Dictionary<string, UnifiedModel>(StringComparer.OrdinalIgnoreCase);
        var capable = new Dictionary<string, HashSet<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var model in Unified)
        {
            // A name in somebody's list means those endpoints; only an identifier of ours leads to all of a model's sources.
            if (!named.ContainsKey(model.Id))
            {
                named.Add(model.Id, [.. model.Sources.Select(source => new ModelLocation(source.EndpointUrl, source.NativeName))]);
            }

            unifiedByName[model.Id] = model;
            foreach (var capability in model.Capabilities)
            {
                (capable.TryGetValue(capability, out var urls) ? urls : capable[capability] = new(StringComparer.Ordinal))
                    .UnionWith(model.Sources.Select(source => source.EndpointUrl));
            }
        }

        foreach (var model in Unified)
        {
            foreach (var alias in model.Aliases)
            {
                unifiedByName.TryAdd(alias.Name, model);
            }
        }

        Named = named.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.ToImmutableArray(), StringComparer.OrdinalIgnoreCase);
        EndpointsByCapability = capable.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.ToImmutableArray(), StringComparer.OrdinalIgnoreCase);
        _unifiedByName = unifiedByName.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether any endpoint's model list was ever read; until then no model can be called unknown.</summary>
    public bool HasData => !Lists.IsEmpty;

    /// <summary>Whether models are merged across endpoints.</summary>
    public bool IsUnified { get; }

    /// <summary>The lists as they were read, in configuration order.</summary>
    public ImmutableArray<EndpointModels> Lists { get; }

    /// <summary>All models of the fleet, sorted by identifier; empty when not unified.</summary>
    public ImmutableArray<UnifiedModel> Unified { get; }

    /// <summary>Every name a request may use, compared without case, with its places.</summary>
    public FrozenDictionary<string, ImmutableArray<ModelLocation>> Named { get; }

    /// <summary>For each capability name, the URLs of endpoints that have a model with it.</summary>
    public FrozenDictionary<string, ImmutableArray<string>> EndpointsByCapability { get; }

    /// <summary>The list of an endpoint, or null when it was never read.</summary>
    public EndpointModels? ListOf(Endpoint endpoint) => _byUrl.GetValueOrDefault(endpoint.Url.AbsoluteUri);

    /// <summary>A unified model by identifier or alias, compared without case.</summary>
    public UnifiedModel? FindUnified(string idOrAlias) => _unifiedByName.GetValueOrDefault(idOrAlias);

    private static Dictionary<string, List<ModelLocation>> NamesInLists(ImmutableArray<EndpointModels> lists)
    {
        var named = new Dictionary<string, List<ModelLocation>>(StringComparer.OrdinalIgnoreCase);
        foreach (var list in lists)
        {
            foreach (var (model, _) in list.Models)
            {
                (named.TryGetValue(model.Name, out var places) ? places : named[model.Name] = []).Add(new ModelLocation(list.Url, model.Name));
            }
        }

        return named;
    }
}
