using System.Collections.Immutable;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Models.Unification;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Models.Listing;

/// <summary>Chooses which unified models a list shows; answered from the registry, without asking any backend.</summary>
internal sealed class ModelListing(EndpointRegistry endpoints, ModelRegistry models, ProviderCatalog providers)
{
    /// <summary>Whether there is a unified catalogue at all; without one the lists below are empty.</summary>
    public bool IsUnified => models.Current.IsUnified;

    /// <summary>The models that <paramref name="query"/> asks for.</summary>
    public ImmutableArray<UnifiedModel> Select(ModelListQuery query)
    {
        var serving = ServingUrls();
        return [.. models.Current.Unified.Where(model =>
            (query.IncludeUnavailable || IsServed(model, serving))
            && (query.Endpoint is null || model.Sources.Any(source => source.EndpointName == query.Endpoint))
            && (query.Family is null || model.Family == query.Family)
            && (query.Type is null || IsOfType(model, query.Type))
            && (query.Loaded is null || IsLoaded(model) == query.Loaded))];
    }

    /// <summary>The models of a provider's view: some serving endpoint has it, and some endpoint of the scope calls it its own.</summary>
    public ImmutableArray<UnifiedModel> SelectScope(string canonicalType)
    {
        var serving = ServingUrls();
        return [.. models.Current.Unified.Where(model =>
            IsServed(model, serving) && model.Sources.Any(source => providers.Serves(source.Type, canonicalType)))];
    }

    /// <summary>One model by identifier or alias, whether or not anybody serves it now.</summary>
    public UnifiedModel? Find(string idOrAlias) => models.Current.FindUnified(idOrAlias);

    /// <summary>One model of a provider's view, by identifier or alias; null when that view does not have it.</summary>
    public UnifiedModel? FindIn(string canonicalType, string idOrAlias) =>
        Find(idOrAlias) is { } model && model.Sources.Any(source => providers.Serves(source.Type, canonicalType)) ? model : null;

    /// <summary>Whether a model is of a kind: by what its backend says, or else by what it can do.</summary>
    internal static bool IsOfType(UnifiedModel model, string type) => model.ModelType == type || type switch
    {
        "vlm" => model.Capabilities.Contains("vision"),
        "embeddings" => model.Capabilities.Contains("embeddings"),
        "llm" => model.ModelType is null && (model.Capabilities.Contains("text-generation") || model.Capabilities.Contains("chat")),
        _ => false,
    };

    private static bool IsServed(UnifiedModel model, HashSet<string> serving) => model.Sources.Any(source => serving.Contains(source.EndpointUrl));

    private static bool IsLoaded(UnifiedModel model) => model.Sources.Any(source => source.State == "loaded");

    private HashSet<string> ServingUrls()
    {
        var urls = new HashSet<string>(StringComparer.Ordinal);
        foreach (var endpoint in endpoints.Snapshot.Span)
        {
            if (endpoint.State.Status.IsRoutable())
            {
                urls.Add(endpoint.Url.AbsoluteUri);
            }
        }

        return urls;
    }
}
