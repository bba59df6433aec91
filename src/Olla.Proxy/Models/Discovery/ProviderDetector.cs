using System.Collections.Immutable;
using Olla.Proxy.Models.Parsing;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Models.Discovery;

/// <summary>Tells from an answer whose model list it is.</summary>
internal sealed class ProviderDetector(ProviderCatalog providers)
{
    private const string Ollama = "ollama";
    private const string LlamaCpp = "llamacpp";
    private const string LmStudio = "lm-studio";

    /// <summary>The most telling lists first: those that only one kind of server has, then the one that nearly all have.</summary>
    private static readonly string[] Order = [Ollama, LmStudio, ProviderTypes.OpenAiCompatible];

    /// <summary>The list paths to ask, each once.</summary>
    public ImmutableArray<string> Paths { get; } =
    [
        .. Order.Where(type => providers.CanonicalType(type) is not null).Select(type => providers.ProfileOf(type))
            .Concat(providers.Profiles)
            .Select(profile => profile.Api.ModelDiscoveryPath)
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>The type of who answered at <paramref name="path"/>, or null when the answer has no shape that is known.</summary>
    public string? Recognise(string path, ModelListAnswer answer, ParsedModelList list) =>
        list.Shape == ModelListShape.Unknown ? null : Known(BySignature(answer) ?? ByOwner(list) ?? ByShape(list) ?? ByPath(path) ?? ProviderTypes.OpenAiCompatible);

    private string? BySignature(ModelListAnswer answer)
    {
        foreach (var profile in providers.Profiles)
        {
            var detection = profile.Detection;
            if ((answer.Server is not null && detection.ServerSignatures.Any(signature => answer.Server.Contains(signature, StringComparison.OrdinalIgnoreCase)))
                || detection.Headers.Any(header => answer.HeaderNames.Contains(header, StringComparer.OrdinalIgnoreCase)))
            {
                return profile.Name;
            }
        }

        return null;
    }

    private string? ByOwner(ParsedModelList list) => list.Owner is null
        ? null
        : providers.Profiles.FirstOrDefault(profile => profile.Detection.Owners.Contains(list.Owner, StringComparer.OrdinalIgnoreCase))?.Name;

    private static string? ByShape(ParsedModelList list) => list.Shape switch
    {
        ModelListShape.Models => Ollama,
        ModelListShape.Both => LlamaCpp,
        _ when list.TellsTypeAndState => LmStudio,
        _ => null,
    };

    /// <summary>A list at a path that exactly one provider has.</summary>
    private string? ByPath(string path)
    {
        var owners = providers.Profiles.Where(profile => profile.Api.ModelDiscoveryPath == path).Take(2).ToArray();
        return owners.Length == 1 ? owners[0].Name : null;
    }

    /// <summary>A profile filter may have taken the recognised provider away; its list is then read as OpenAI's.</summary>
    private string Known(string type) => providers.CanonicalType(type) ?? ProviderTypes.OpenAiCompatible;
}
