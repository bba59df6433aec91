using System.Collections.Frozen;
using System.Collections.Immutable;
using Olla.Configuration;
using Olla.Configuration.Diagnostics;

namespace Olla.Proxy.Providers;

/// <summary>The providers in force: who exists, under which spellings, and what each can do. Immutable.</summary>
internal sealed class ProviderCatalog
{
    private readonly FrozenDictionary<string, ProviderProfile> _bySpelling;
    private readonly FrozenDictionary<string, ProviderProfile> _byName;
    private readonly ProviderProfile _fallback;

    private ProviderCatalog(ImmutableArray<ProviderProfile> profiles, List<Diagnostic> diagnostics)
    {
        Profiles = profiles;
        _byName = profiles.ToFrozenDictionary(profile => profile.Name, StringComparer.OrdinalIgnoreCase);
        var spellings = new Dictionary<string, ProviderProfile>(StringComparer.Ordinal);
        var prefixes = ImmutableArray.CreateBuilder<ProviderPrefix>();
        foreach (var profile in profiles)
        {
            spellings[profile.Name] = profile;
        }

        foreach (var profile in profiles)
        {
            foreach (var prefix in profile.Prefixes)
            {
                var claimed = spellings.TryAdd(ProviderTypes.Normalise(prefix), profile) || spellings[ProviderTypes.Normalise(prefix)] == profile;
                if (claimed)
                {
                    prefixes.Add(new ProviderPrefix(prefix, profile));
                }
                else
                {
                    diagnostics.Add(new Diagnostic($"profile {profile.Name}", 0, 0, DiagnosticSeverity.Warning, "CFG205", "routing.prefixes",
                        $"prefix \"{prefix}\" already belongs to {spellings[ProviderTypes.Normalise(prefix)].Name}, which keeps it"));
                }
            }
        }

        _bySpelling = spellings.ToFrozenDictionary(StringComparer.Ordinal);
        Prefixes = prefixes.ToImmutable();
        Diagnostics = [.. diagnostics];
        _fallback = _byName.GetValueOrDefault(ProviderTypes.OpenAiCompatible) ?? new ProviderProfile
        {
            Name = ProviderTypes.OpenAiCompatible,
            Api = new ProviderApi { OpenAiCompatible = true, HealthCheckPath = "/v1/models" },
        };
    }

    /// <summary>The twelve profiles of this build.</summary>
    public static ProviderCatalog BuiltIn { get; } = new(ProfileSource.BuiltIn(), []);

    /// <summary>All providers, by name.</summary>
    public ImmutableArray<ProviderProfile> Profiles { get; }

    /// <summary>Every URL prefix below <c>/olla/</c> with the profile behind it, in order of profile and file.</summary>
    public ImmutableArray<ProviderPrefix> Prefixes { get; }

    /// <summary>What was wrong with the files that were loaded; warnings only.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>Loads built-in profiles and those of <paramref name="folder"/>, then keeps the ones that <paramref name="filter"/> accepts.</summary>
    public static ProviderCatalog Load(string folder = ProfileSource.DefaultFolder, NameFilter? filter = null)
    {
        var load = ProfileSource.Load(folder);
        var accepted = filter is null ? load.Profiles : [.. load.Profiles.Where(profile => filter.Accepts(profile.Name))];
        return new ProviderCatalog(accepted, [.. load.Diagnostics]);
    }

    /// <summary>The canonical type behind a name, a prefix, or another spelling of one; <c>auto</c> and empty give <c>auto</c>, null means unknown.</summary>
    public string? CanonicalType(string? spelled)
    {
        if (string.IsNullOrWhiteSpace(spelled))
        {
            return ProviderTypes.Auto;
        }

        var normal = ProviderTypes.Normalise(spelled);
        return normal == ProviderTypes.Auto ? ProviderTypes.Auto : _bySpelling.GetValueOrDefault(normal)?.Name;
    }

    /// <summary>The profile of a canonical type; <c>auto</c> and types that left with a reload read as an OpenAI server.</summary>
    public ProviderProfile ProfileOf(string canonicalType) => _byName.GetValueOrDefault(canonicalType) ?? _fallback;

    /// <summary>Where the health of an endpoint of this type is asked when its configuration does not say.</summary>
    public string HealthPathOf(string canonicalType) => canonicalType == ProviderTypes.Auto ? "/" : ProfileOf(canonicalType).Api.HealthCheckPath;

    /// <summary>Where an endpoint of this type lists its models when its configuration does not say.</summary>
    public string ModelPathOf(string canonicalType) => canonicalType == ProviderTypes.Auto ? "/v1/models" : ProfileOf(canonicalType).Api.ModelDiscoveryPath;

    /// <summary>Whether endpoints of <paramref name="endpointType"/> may serve requests scoped to <paramref name="scope"/>, both canonical.</summary>
    public bool Serves(string endpointType, string scope) =>
        endpointType == ProviderTypes.Auto
        || string.Equals(endpointType, scope, StringComparison.OrdinalIgnoreCase)
        || (IsOpenAiScope(scope) && ProfileOf(endpointType).Api.OpenAiCompatible);

    /// <summary>Whether a scope takes every OpenAI-compatible endpoint, and any endpoint at all rather than none.</summary>
    public static bool IsOpenAiScope(string scope) => scope == ProviderTypes.OpenAiCompatible;
}

/// <summary>A URL prefix below <c>/olla/</c>, spelled as its profile spells it.</summary>
internal sealed record ProviderPrefix(string Prefix, ProviderProfile Profile);
