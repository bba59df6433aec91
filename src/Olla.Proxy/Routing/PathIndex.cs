using System.Collections.Frozen;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Routing;

/// <summary>Which endpoints' providers declare a path; it narrows candidates and never forbids.</summary>
internal sealed class PathIndex
{
    /// <summary>Endpoint types that a profile named <c>openai-compatible</c> vouches for, besides itself.</summary>
    private static readonly string[] SpeakOpenAi = ["ollama", "lm-studio"];

    private readonly FrozenDictionary<string, ulong[]> _endpointsByPath;

    /// <param name="providers">Profiles with their paths.</param>
    /// <param name="membersOfType">For each canonical type present in the fleet, its endpoints.</param>
    /// <param name="words">Length of a set.</param>
    public PathIndex(ProviderCatalog providers, IReadOnlyDictionary<string, ulong[]> membersOfType, int words)
    {
        var byPath = new Dictionary<string, ulong[]>(StringComparer.Ordinal);
        foreach (var profile in providers.Profiles)
        {
            foreach (var path in profile.Api.Paths)
            {
                if (!byPath.TryGetValue(path, out var members))
                {
                    members = new ulong[words];
                    Admit(members, membersOfType, ProviderTypes.Auto);
                    byPath.Add(path, members);
                }

                Admit(members, membersOfType, profile.Name);
                if (profile.Name == ProviderTypes.OpenAiCompatible)
                {
                    foreach (var type in SpeakOpenAi)
                    {
                        Admit(members, membersOfType, type);
                    }
                }
            }
        }

        _endpointsByPath = byPath.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>
    /// Adds to <paramref name="admitted"/> the endpoints whose provider declares <paramref name="path"/>, or else a path that it
    /// ends with. False when no provider knows it, whether or not the fleet has such an endpoint.
    /// </summary>
    public bool TryAdmit(string path, EndpointSet admitted)
    {
        if (_endpointsByPath.TryGetValue(path, out var exact))
        {
            admitted.UnionWith(exact);
            return true;
        }

        // Declared paths begin with a slash, so only what follows a slash can be one.
        var lookup = _endpointsByPath.GetAlternateLookup<ReadOnlySpan<char>>();
        var known = false;
        for (var slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (lookup.TryGetValue(path.AsSpan(slash), out var members))
            {
                admitted.UnionWith(members);
                known = true;
            }

            if (slash + 1 >= path.Length)
            {
                break;
            }
        }

        return known;
    }

    private static void Admit(ulong[] members, IReadOnlyDictionary<string, ulong[]> membersOfType, string type)
    {
        if (membersOfType.TryGetValue(type, out var others))
        {
            new EndpointSet(members).UnionWith(others);
        }
    }
}
