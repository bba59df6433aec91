using System.Collections.Frozen;
using Olla.Configuration;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Http.Translated;

/// <summary>Who gets a call, and whether as it is or translated.</summary>
/// <param name="Candidates">Endpoints that may serve it this way; empty when nobody can.</param>
/// <param name="IsNative">Whether they get it as the client sent it.</param>
/// <param name="Path">Where the first of them is asked.</param>
/// <param name="PathByEndpoint">Where each is asked; null when all are asked at <paramref name="Path"/>.</param>
internal sealed record CallPlan(
    ReadOnlyMemory<Endpoint> Candidates, bool IsNative, string Path, IReadOnlyDictionary<Endpoint, string>? PathByEndpoint)
{
    private const string ChatPath = "/v1/chat/completions";
    private const string ChatSuffix = "/chat/completions";

    /// <summary>
    /// Endpoints that speak the client's API go before those that need a translation: what a translation cannot carry stays with the request.
    /// </summary>
    public static CallPlan For(
        ITranslatedApi api, ITranslatedCall call, ReadOnlySpan<Endpoint> candidates, ProviderCatalog providers, OllaOptions options)
    {
        var native = Of(candidates, true, endpoint =>
            providers.ProfileOf(endpoint.Type) is var profile && api.IsNative(profile, options) ? call.NativePath(profile) : null);
        return native.Candidates.IsEmpty ? Of(candidates, false, endpoint => ChatPathOf(providers.ProfileOf(endpoint.Type))) : native;
    }

    /// <summary>Where a provider takes chat completions: the usual path unless it declares only others; null when it takes none.</summary>
    private static string? ChatPathOf(ProviderProfile profile)
    {
        var paths = profile.Api.Paths;
        return !profile.Api.OpenAiCompatible ? null
            : paths.Contains(ChatPath) ? ChatPath
            : paths.FirstOrDefault(path => path.EndsWith(ChatSuffix, StringComparison.Ordinal)) ?? ChatPath;
    }

    private static CallPlan Of(ReadOnlySpan<Endpoint> candidates, bool isNative, Func<Endpoint, string?> pathOf)
    {
        var chosen = new List<Endpoint>(candidates.Length);
        var paths = new List<string>(candidates.Length);
        foreach (var endpoint in candidates)
        {
            if (pathOf(endpoint) is { } path)
            {
                chosen.Add(endpoint);
                paths.Add(path);
            }
        }

        if (chosen.Count == 0)
        {
            return new CallPlan(default, isNative, ChatPath, null);
        }

        var differ = paths.Exists(path => path != paths[0]);
        return new CallPlan(
            chosen.ToArray(), isNative, paths[0],
            differ ? chosen.Zip(paths).ToFrozenDictionary(pair => pair.First, pair => pair.Second) : null);
    }
}
