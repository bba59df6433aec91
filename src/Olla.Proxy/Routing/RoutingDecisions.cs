using Olla.Configuration;
using Olla.Proxy.Models;

namespace Olla.Proxy.Routing;

/// <summary>Where a named model was found, seen from one request.</summary>
internal enum ModelPlace
{
    /// <summary>At least one candidate has it.</summary>
    OnCandidate,
    /// <summary>Some endpoint has it, but none of the candidates.</summary>
    Elsewhere,
    /// <summary>No endpoint is known to have it.</summary>
    Nowhere,
}

/// <summary>Which of the candidates a decision keeps.</summary>
internal enum CandidateChoice { WithModel, All, None, RefreshFirst }

/// <summary>A row of the table of strategies: what is said to the client and which candidates stay.</summary>
internal readonly record struct ModelVerdict(RoutingDecision? Decision, CandidateChoice Choice);

/// <summary>The routing strategies, one row per case; a function of its arguments alone.</summary>
internal static class RoutingDecisions
{
    /// <summary>The only reason that says "this model does not exist" and thus answers 404.</summary>
    public const string ModelNotFound = "model_not_found";

    /// <summary>An alias beats a model of the same name and every strategy.</summary>
    public static RoutingDecision Alias { get; } = new("alias", Actions.Routed, "alias_resolved");

    private static class Actions
    {
        public const string Routed = "routed";
        public const string Fallback = "fallback";
        public const string Rejected = "rejected";
    }

    private static ModelVerdict StrictFound { get; } = Routed("strict", "model_found");
    private static ModelVerdict StrictElsewhere { get; } = Rejected("strict", "model_unavailable");
    private static ModelVerdict StrictNowhere { get; } = Rejected("strict", ModelNotFound);

    private static ModelVerdict OptimisticFound { get; } = Routed("optimistic", "model_found");
    private static ModelVerdict OptimisticElsewhereToAll { get; } = Fallback("optimistic", "all_healthy_fallback");
    private static ModelVerdict OptimisticElsewhereToNone { get; } = Rejected("optimistic", "model_unavailable_no_fallback");
    private static ModelVerdict OptimisticElsewhereCompatible { get; } = Rejected("optimistic", "model_unavailable_compatible_only");
    private static ModelVerdict OptimisticNowhereToAll { get; } = Fallback("optimistic", "model_not_found_fallback");
    private static ModelVerdict OptimisticNowhere { get; } = Rejected("optimistic", ModelNotFound);

    private static ModelVerdict DiscoveryFound { get; } = Routed("discovery", "model_found_no_refresh");
    private static ModelVerdict DiscoveryFoundAfterRefresh { get; } = Routed("discovery", "model_found");
    private static ModelVerdict DiscoveryMissWithoutRefresh { get; } = Rejected("discovery", "model_unavailable_no_refresh");
    private static ModelVerdict DiscoveryFailedToAll { get; } = Fallback("discovery", "discovery_failed_all_fallback");
    private static ModelVerdict DiscoveryFailedToNone { get; } = Rejected("discovery", "discovery_failed_no_fallback");
    private static ModelVerdict DiscoveryFailedCompatible { get; } = Rejected("discovery", "discovery_failed_compatible_only");
    private static ModelVerdict DiscoveryNobodyHealthy { get; } = Rejected("discovery", "no_healthy_after_discovery");
    private static ModelVerdict DiscoveryMissAfterRefresh { get; } = Rejected("discovery", "model_unavailable_after_discovery");
    private static ModelVerdict DiscoveryMissToAll { get; } = Fallback("discovery", "all_healthy_after_discovery");
    private static ModelVerdict DiscoveryRefreshFirst { get; } = new(null, CandidateChoice.RefreshFirst);

    /// <summary>Decides for a model that is in <paramref name="place"/>.</summary>
    /// <param name="options">Strategy, fall-back and whether a miss re-reads model lists.</param>
    /// <param name="place">Where the model was found.</param>
    /// <param name="anyCandidate">Whether any endpoint could serve the request at all.</param>
    /// <param name="refresh">What became of the refresh; <see cref="CandidateChoice.RefreshFirst"/> asks for one.</param>
    public static ModelVerdict Decide(ModelRegistryOptions options, ModelPlace place, bool anyCandidate, ModelRefresh refresh) =>
        options.RoutingStrategy switch
        {
            RoutingStrategyKind.Optimistic => Optimistic(options.FallbackBehavior, place),
            RoutingStrategyKind.Discovery => Discovery(options, place, anyCandidate, refresh),
            _ => Strict(place),
        };

    /// <summary>404 for a model that does not exist, 503 for everything that may be different later.</summary>
    public static int StatusOf(RoutingDecision decision) => decision.Reason == ModelNotFound ? 404 : 503;

    private static ModelVerdict Strict(ModelPlace place) => place switch
    {
        ModelPlace.OnCandidate => StrictFound,
        ModelPlace.Elsewhere => StrictElsewhere,
        _ => StrictNowhere,
    };

    private static ModelVerdict Optimistic(FallbackBehavior fallback, ModelPlace place) => (place, fallback) switch
    {
        (ModelPlace.OnCandidate, _) => OptimisticFound,
        (ModelPlace.Elsewhere, FallbackBehavior.All) => OptimisticElsewhereToAll,
        (ModelPlace.Elsewhere, FallbackBehavior.None) => OptimisticElsewhereToNone,
        (ModelPlace.Elsewhere, _) => OptimisticElsewhereCompatible,
        (_, FallbackBehavior.All) => OptimisticNowhereToAll,
        _ => OptimisticNowhere,
    };

    private static ModelVerdict Discovery(ModelRegistryOptions options, ModelPlace place, bool anyCandidate, ModelRefresh refresh) =>
        (place, options.DiscoveryRefreshOnMiss, refresh, options.FallbackBehavior) switch
        {
            (ModelPlace.OnCandidate, _, ModelRefresh.NotTried, _) => DiscoveryFound,
            (ModelPlace.OnCandidate, _, _, _) => DiscoveryFoundAfterRefresh,
            (_, false, _, _) => DiscoveryMissWithoutRefresh,
            _ when !anyCandidate => DiscoveryNobodyHealthy,
            (_, _, ModelRefresh.NotTried, _) => DiscoveryRefreshFirst,
            (_, _, ModelRefresh.Failed, FallbackBehavior.All) => DiscoveryFailedToAll,
            (_, _, ModelRefresh.Failed, FallbackBehavior.None) => DiscoveryFailedToNone,
            (_, _, ModelRefresh.Failed, _) => DiscoveryFailedCompatible,
            (_, _, _, FallbackBehavior.All) => DiscoveryMissToAll,
            _ => DiscoveryMissAfterRefresh,
        };

    private static ModelVerdict Routed(string strategy, string reason) =>
        new(new RoutingDecision(strategy, Actions.Routed, reason), CandidateChoice.WithModel);

    private static ModelVerdict Fallback(string strategy, string reason) =>
        new(new RoutingDecision(strategy, Actions.Fallback, reason), CandidateChoice.All);

    private static ModelVerdict Rejected(string strategy, string reason) =>
        new(new RoutingDecision(strategy, Actions.Rejected, reason), CandidateChoice.None);
}
