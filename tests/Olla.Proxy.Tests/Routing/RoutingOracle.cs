using Olla.Configuration;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Tests.Routing;

/// <summary>What comes of asking backends again, in one random case.</summary>
internal enum RefreshScript { Fails, FindsNothing, FindsTheModelOnTheFirst }

/// <summary>One endpoint of a random fleet; null models were never listed.</summary>
internal sealed record OracleEndpoint(string Name, string Type, EndpointStatus Status, IReadOnlyList<string>? Models);

/// <summary>One random case.</summary>
internal sealed record OracleCase(
    IReadOnlyList<OracleEndpoint> Fleet, ModelRegistryOptions Options, IReadOnlyDictionary<string, IReadOnlyList<string>> Aliases, RefreshScript Refresh,
    string? Scope, string Path, string? Model, bool Vision, bool IgnorePaths, bool Refreshed = false)
{
    public override string ToString() =>
        $"{string.Join("; ", Fleet.Select(e => $"{e.Name}:{e.Type}:{e.Status}[{(e.Models is null ? "-" : string.Join(',', e.Models))}]"))} | {Options.RoutingStrategy} {Options.FallbackBehavior} "
        + $"refresh={Options.DiscoveryRefreshOnMiss}/{Refresh} | {string.Join(' ', Aliases.Select(a => $"{a.Key}=>{string.Join(',', a.Value)}"))} | scope={Scope} {Path} model={Model} vision={Vision} ignore={IgnorePaths}";
}

/// <summary>The routing page read aloud: lists, loops and the table of strategies, with no thought of speed.</summary>
internal static class RoutingOracle
{
    public static string Decide(OracleCase asked)
    {
        var left = asked.Fleet.Where(endpoint => endpoint.Status is EndpointStatus.Healthy or EndpointStatus.Busy or EndpointStatus.Warming).ToList();

        // Every profile of this build is OpenAI-compatible, so that scope loses nobody.
        if (asked.Scope is not (null or "openai-compatible"))
        {
            left = left.FindAll(endpoint => endpoint.Type == asked.Scope || endpoint.Type == "auto");
        }

        if (asked.Scope is not null && left.Count == 0)
        {
            return Say(404, [], null);
        }

        var supportedBy = SupportedBy(asked.Path);
        if (!asked.IgnorePaths)
        {
            var narrowed = left.FindAll(endpoint => endpoint.Type == "auto" || supportedBy.Contains(endpoint.Type)
                || (endpoint.Type is "ollama" or "lm-studio" && supportedBy.Contains("openai-compatible")));
            left = supportedBy.Count > 0 && narrowed.Count > 0 ? narrowed : left;
        }

        if (asked.Scope is not null && supportedBy.Count == 0)
        {
            return Finish(left, null);
        }

        return asked.Model is null ? Finish(PreferVision(asked, left), null) : DecideByModel(asked, left);
    }

    private static string DecideByModel(OracleCase asked, List<OracleEndpoint> left)
    {
        var alias = asked.Aliases.Where(entry => Same(entry.Key, asked.Model!)).SelectMany(entry => entry.Value).ToList();
        var byAlias = left.FindAll(endpoint => alias.Exists(name => Has(endpoint, name)));
        if (byAlias.Count > 0)
        {
            return Finish(PreferVision(asked, byAlias), "alias routed alias_resolved");
        }

        var options = asked.Options;
        var discovery = options.RoutingStrategy == RoutingStrategyKind.Discovery;
        if (asked.Fleet.All(endpoint => endpoint.Models is null) && !(discovery && options.DiscoveryRefreshOnMiss))
        {
            return Finish(left, null);
        }

        var owners = left.FindAll(endpoint => Has(endpoint, asked.Model!));
        var known = asked.Fleet.Any(endpoint => Has(endpoint, asked.Model!));
        var fallback = options.FallbackBehavior;
        if (owners.Count > 0)
        {
            var strategy = options.RoutingStrategy.ToString().ToLowerInvariant();
            return Finish(PreferVision(asked, owners), $"{strategy} routed {(discovery && !asked.Refreshed ? "model_found_no_refresh" : "model_found")}");
        }

        switch (options.RoutingStrategy)
        {
            case RoutingStrategyKind.Strict:
                return known ? Say(503, [], "strict rejected model_unavailable") : Say(404, [], "strict rejected model_not_found");
            case RoutingStrategyKind.Optimistic when fallback == FallbackBehavior.All:
                return Finish(PreferVision(asked, left), known ? "optimistic fallback all_healthy_fallback" : "optimistic fallback model_not_found_fallback");
            case RoutingStrategyKind.Optimistic when !known:
                return Say(404, [], "optimistic rejected model_not_found");
            case RoutingStrategyKind.Optimistic:
                return Say(503, [], fallback == FallbackBehavior.None ? "optimistic rejected model_unavailable_no_fallback" : "optimistic rejected model_unavailable_compatible_only");
            case RoutingStrategyKind.Discovery when !options.DiscoveryRefreshOnMiss:
                return Say(503, [], "discovery rejected model_unavailable_no_refresh");
            case RoutingStrategyKind.Discovery when left.Count == 0:
                return Say(503, [], "discovery rejected no_healthy_after_discovery");
        }

        return (asked.Refresh, fallback) switch
        {
            (RefreshScript.FindsTheModelOnTheFirst, _) => Decide(AfterRefresh(asked, left[0])),
            (RefreshScript.Fails, FallbackBehavior.All) => Finish(PreferVision(asked, left), "discovery fallback discovery_failed_all_fallback"),
            (RefreshScript.Fails, FallbackBehavior.None) => Say(503, [], "discovery rejected discovery_failed_no_fallback"),
            (RefreshScript.Fails, _) => Say(503, [], "discovery rejected discovery_failed_compatible_only"),
            (_, FallbackBehavior.All) => Finish(PreferVision(asked, left), "discovery fallback all_healthy_after_discovery"),
            _ => Say(503, [], "discovery rejected model_unavailable_after_discovery"),
        };
    }

    /// <summary>The same request, now that the first candidate is known to have the model.</summary>
    private static OracleCase AfterRefresh(OracleCase asked, OracleEndpoint finder) => asked with
    {
        Refreshed = true,
        Fleet = [.. asked.Fleet.Select(endpoint => endpoint == finder ? endpoint with { Models = [.. endpoint.Models ?? [], asked.Model!] } : endpoint)],
    };

    private static string Finish(List<OracleEndpoint> left, string? decision) => left.Count == 0 ? Say(503, [], decision) : Say(0, left, decision);

    private static string Say(int status, List<OracleEndpoint> left, string? decision) => $"{status} {string.Join(',', left.Select(endpoint => endpoint.Name))} {decision}";

    private static List<OracleEndpoint> PreferVision(OracleCase asked, List<OracleEndpoint> left)
    {
        var seeing = left.FindAll(endpoint => endpoint.Models?.Any(model => model.Contains("llava", StringComparison.OrdinalIgnoreCase)) == true);
        return asked.Vision && seeing.Count > 0 ? seeing : left;
    }

    private static HashSet<string> SupportedBy(string path)
    {
        var profiles = ProviderCatalog.BuiltIn.Profiles;
        var exact = profiles.Where(profile => profile.Api.Paths.Contains(path)).Select(profile => profile.Name).ToHashSet();
        return exact.Count > 0
            ? exact
            : profiles.Where(profile => profile.Api.Paths.Any(declared => path.EndsWith(declared, StringComparison.Ordinal))).Select(profile => profile.Name).ToHashSet();
    }

    private static bool Has(OracleEndpoint endpoint, string model) => endpoint.Models?.Any(name => Same(name, model)) == true;

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
