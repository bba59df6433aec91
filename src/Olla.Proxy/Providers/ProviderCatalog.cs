using System.Collections.Frozen;
using System.Collections.Immutable;
using Olla.Configuration;
using Olla.Configuration.Diagnostics;
using Olla.Proxy.Providers.Metrics;

namespace Olla.Proxy.Providers;

/// <summary>
/// The providers in force: who exists, under which spellings, and what each can do. Readers take no lock; a reload swaps everything at once.
/// </summary>
internal sealed class ProviderCatalog
{
    private Tables _tables;

    private ProviderCatalog(ImmutableArray<ProviderProfile> profiles, IEnumerable<Diagnostic> diagnostics) =>
        _tables = Tables.Of(profiles, [.. diagnostics]);

    /// <summary>The twelve profiles of this build.</summary>
    public static ProviderCatalog BuiltIn { get; } = new(ProfileSource.BuiltIn(), []);

    /// <summary>All providers, by name.</summary>
    public ImmutableArray<ProviderProfile> Profiles => Current.Profiles;

    /// <summary>Every URL prefix below <c>/olla/</c> with the profile behind it, in order of profile and file.</summary>
    public ImmutableArray<ProviderPrefix> Prefixes => Current.Prefixes;

    /// <summary>What was wrong with the files that were loaded; warnings only.</summary>
    public ImmutableArray<Diagnostic> Diagnostics => Current.Diagnostics;

    private Tables Current => Volatile.Read(ref _tables);

    /// <summary>Loads built-in profiles and those of <paramref name="folder"/>, then keeps the ones that <paramref name="filter"/> accepts.</summary>
    public static ProviderCatalog Load(string folder = ProfileSource.DefaultFolder, NameFilter? filter = null) =>
        From(ProfileSource.Load(folder), filter);

    /// <summary>The catalog of profiles that were loaded, of those that <paramref name="filter"/> accepts.</summary>
    public static ProviderCatalog From(ProfileLoad load, NameFilter? filter = null) =>
        new(filter is null ? load.Profiles : [.. load.Profiles.Where(profile => filter.Accepts(profile.Name))], load.Diagnostics);

    /// <summary>Puts the providers of <paramref name="next"/> in force here.</summary>
    public void Follow(ProviderCatalog next) => Volatile.Write(ref _tables, next.Current);

    /// <summary>The canonical type behind a name, a prefix, or another spelling of one; <c>auto</c> and empty give <c>auto</c>, null means unknown.</summary>
    public string? CanonicalType(string? spelled)
    {
        if (string.IsNullOrWhiteSpace(spelled))
        {
            return ProviderTypes.Auto;
        }

        var normal = ProviderTypes.Normalise(spelled);
        return normal == ProviderTypes.Auto ? ProviderTypes.Auto : Current.BySpelling.GetValueOrDefault(normal)?.Name;
    }

    /// <summary>The profile of a canonical type; <c>auto</c> and types that left with a reload read as an OpenAI server.</summary>
    public ProviderProfile ProfileOf(string canonicalType) =>
        Current is var current && current.ByName.TryGetValue(canonicalType, out var profile) ? profile : current.Fallback;

    /// <summary>How the answers of an endpoint tell their tokens; null when its provider's extraction is switched off.</summary>
    public MetricsExtractor? MetricsOf(Endpoint endpoint) =>
        Current is var current && current.Metrics.TryGetValue(endpoint.Type, out var metrics) ? metrics : current.Metrics[ProviderTypes.OpenAiCompatible];

    /// <summary>Whether every OpenAI event stream of an endpoint ends with <c>[DONE]</c>.</summary>
    public bool StreamsEndWithDone(Endpoint endpoint) => ProfileOf(endpoint.Type).Api.StreamsEndWithDone;

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

    private sealed record Tables(
        ImmutableArray<ProviderProfile> Profiles, ImmutableArray<ProviderPrefix> Prefixes, ImmutableArray<Diagnostic> Diagnostics,
        FrozenDictionary<string, ProviderProfile> BySpelling, FrozenDictionary<string, ProviderProfile> ByName, ProviderProfile Fallback,
        FrozenDictionary<string, MetricsExtractor?> Metrics)
    {
        public static Tables Of(ImmutableArray<ProviderProfile> profiles, List<Diagnostic> diagnostics)
        {
            var byName = profiles.ToFrozenDictionary(profile => profile.Name, StringComparer.OrdinalIgnoreCase);
            var spellings = profiles.ToDictionary(profile => profile.Name, StringComparer.Ordinal);
            var prefixes = ImmutableArray.CreateBuilder<ProviderPrefix>();
            foreach (var profile in profiles)
            {
                foreach (var prefix in profile.Prefixes)
                {
                    var spelling = ProviderTypes.Normalise(prefix);
                    if (spellings.TryAdd(spelling, profile) || spellings[spelling] == profile)
                    {
                        prefixes.Add(new ProviderPrefix(prefix, profile));
                    }
                    else
                    {
                        diagnostics.Add(new Diagnostic($"profile {profile.Name}", 0, 0, DiagnosticSeverity.Warning, "CFG205", "routing.prefixes",
                            $"prefix \"{prefix}\" already belongs to {spellings[spelling].Name}, which keeps it"));
                    }
                }
            }

            var fallback = byName.GetValueOrDefault(ProviderTypes.OpenAiCompatible) ?? new ProviderProfile
            {
                Name = ProviderTypes.OpenAiCompatible,
                Api = new ProviderApi { OpenAiCompatible = true, HealthCheckPath = "/v1/models" },
            };
            var metrics = byName.Values.Append(fallback).DistinctBy(profile => profile.Name, StringComparer.OrdinalIgnoreCase).ToFrozenDictionary(
                profile => profile.Name, profile => MetricsExtractor.Compile(profile.Metrics, out _), StringComparer.OrdinalIgnoreCase);
            return new Tables(profiles, prefixes.ToImmutable(), [.. diagnostics], spellings.ToFrozenDictionary(StringComparer.Ordinal), byName, fallback, metrics);
        }
    }
}

/// <summary>A URL prefix below <c>/olla/</c>, spelled as its profile spells it.</summary>
internal sealed record ProviderPrefix(string Prefix, ProviderProfile Profile);
