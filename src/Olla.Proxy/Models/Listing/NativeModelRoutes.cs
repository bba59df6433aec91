using Olla.Proxy.Providers;

namespace Olla.Proxy.Models.Listing;

/// <summary>Paths below a provider's prefix that are answered here, because no single backend could answer for the fleet.</summary>
internal static class NativeModelRoutes
{
    private const string NotForMany = "model management operations not supported by proxy";

    /// <summary>Ollama's administrative calls, which mean one server, with what they are told.</summary>
    private static readonly (string Path, string Message)[] OllamaManagement =
    [
        ("/api/list", "running models list not supported in multi-instance proxy"),
        ("/api/show", "model show not supported in multi-instance proxy"),
        ("/api/pull", NotForMany),
        ("/api/push", NotForMany),
        ("/api/create", NotForMany),
        ("/api/copy", NotForMany),
        ("/api/delete", NotForMany),
    ];

    /// <summary>Paths that list the models of a provider's view, and in which shape.</summary>
    public static IReadOnlyDictionary<string, ListedShape> ListsOf(ProviderProfile profile)
    {
        var lists = new Dictionary<string, ListedShape>(StringComparer.Ordinal)
        {
            [profile.Api.ModelDiscoveryPath] = profile.ModelListFormat switch
            {
                ModelListFormat.Ollama => ListedShape.Ollama,
                ModelListFormat.LmStudio => ListedShape.LmStudio,
                ModelListFormat.Lemonade => ListedShape.Lemonade,
                _ => ListedShape.OpenAi,
            },
        };
        if (profile.Api.OpenAiCompatible)
        {
            lists["/v1/models"] = ListedShape.OpenAi;
        }

        if (profile.ModelListFormat == ModelListFormat.LmStudio)
        {
            lists.TryAdd("/api/v1/models", ListedShape.OpenAi);
            lists.TryAdd("/api/v0/models", ListedShape.LmStudio);
        }

        return lists;
    }

    /// <summary>Paths that answer 501, with the text of the answer.</summary>
    public static IReadOnlyList<(string Path, string Message)> RefusedBy(ProviderProfile profile) =>
        profile.ModelListFormat == ModelListFormat.Ollama ? OllamaManagement : [];
}
