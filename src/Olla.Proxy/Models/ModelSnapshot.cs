using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Olla.Proxy.Models;

/// <summary>Where a model lives and what it is called there.</summary>
/// <param name="EndpointUrl">Absolute URL of the endpoint, its identity.</param>
/// <param name="NativeName">The name this endpoint's own list gives it, in its spelling.</param>
internal readonly record struct ModelLocation(string EndpointUrl, string NativeName);

/// <summary>What is known about models at one moment; never modified, so readers need no lock.</summary>
internal sealed class ModelSnapshot
{
    /// <summary>Nothing was ever listed.</summary>
    public static ModelSnapshot Empty { get; } = new();

    /// <summary>Whether any endpoint's model list was ever read; until then no model can be called unknown.</summary>
    public bool HasData { get; init; }

    /// <summary>Every name a request may use, compared without case, with its places.</summary>
    public FrozenDictionary<string, ImmutableArray<ModelLocation>> Named { get; init; } =
        FrozenDictionary<string, ImmutableArray<ModelLocation>>.Empty;

    /// <summary>For each capability name, the URLs of endpoints that have a model with it.</summary>
    public FrozenDictionary<string, ImmutableArray<string>> EndpointsByCapability { get; init; } =
        FrozenDictionary<string, ImmutableArray<string>>.Empty;
}
