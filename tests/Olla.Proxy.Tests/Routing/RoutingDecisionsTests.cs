using Olla.Configuration;
using Olla.Proxy.Models;
using Olla.Proxy.Routing;

namespace Olla.Proxy.Tests.Routing;

public sealed class RoutingDecisionsTests
{
    [Theory]
    // strategy, fall-back, refresh on miss; place, any candidate, refresh so far; then what is said and which candidates stay
    [InlineData("Strict", "All", false, "OnCandidate", true, "NotTried", "strict routed model_found", "WithModel")]
    [InlineData("Strict", "All", false, "Elsewhere", true, "NotTried", "strict rejected model_unavailable", "None")]
    [InlineData("Strict", "All", false, "Nowhere", true, "NotTried", "strict rejected model_not_found", "None")]
    [InlineData("Optimistic", "None", false, "OnCandidate", true, "NotTried", "optimistic routed model_found", "WithModel")]
    [InlineData("Optimistic", "None", false, "Elsewhere", true, "NotTried", "optimistic rejected model_unavailable_no_fallback", "None")]
    [InlineData("Optimistic", "None", false, "Nowhere", true, "NotTried", "optimistic rejected model_not_found", "None")]
    [InlineData("Optimistic", "CompatibleOnly", false, "Elsewhere", true, "NotTried", "optimistic rejected model_unavailable_compatible_only", "None")]
    [InlineData("Optimistic", "CompatibleOnly", false, "Nowhere", true, "NotTried", "optimistic rejected model_not_found", "None")]
    [InlineData("Optimistic", "All", false, "Elsewhere", true, "NotTried", "optimistic fallback all_healthy_fallback", "All")]
    [InlineData("Optimistic", "All", false, "Nowhere", true, "NotTried", "optimistic fallback model_not_found_fallback", "All")]
    [InlineData("Discovery", "All", false, "OnCandidate", true, "NotTried", "discovery routed model_found_no_refresh", "WithModel")]
    [InlineData("Discovery", "All", false, "Elsewhere", true, "NotTried", "discovery rejected model_unavailable_no_refresh", "None")]
    [InlineData("Discovery", "All", false, "Nowhere", true, "NotTried", "discovery rejected model_unavailable_no_refresh", "None")]
    [InlineData("Discovery", "All", true, "OnCandidate", true, "NotTried", "discovery routed model_found_no_refresh", "WithModel")]
    [InlineData("Discovery", "All", true, "Elsewhere", true, "NotTried", "", "RefreshFirst")]
    [InlineData("Discovery", "All", true, "Nowhere", true, "NotTried", "", "RefreshFirst")]
    [InlineData("Discovery", "All", true, "Nowhere", false, "NotTried", "discovery rejected no_healthy_after_discovery", "None")]
    [InlineData("Discovery", "All", true, "OnCandidate", true, "Succeeded", "discovery routed model_found", "WithModel")]
    [InlineData("Discovery", "None", true, "Nowhere", true, "Failed", "discovery rejected discovery_failed_no_fallback", "None")]
    [InlineData("Discovery", "CompatibleOnly", true, "Nowhere", true, "Failed", "discovery rejected discovery_failed_compatible_only", "None")]
    [InlineData("Discovery", "All", true, "Nowhere", true, "Failed", "discovery fallback discovery_failed_all_fallback", "All")]
    [InlineData("Discovery", "None", true, "Nowhere", true, "Succeeded", "discovery rejected model_unavailable_after_discovery", "None")]
    [InlineData("Discovery", "CompatibleOnly", true, "Elsewhere", true, "Succeeded", "discovery rejected model_unavailable_after_discovery", "None")]
    [InlineData("Discovery", "All", true, "Nowhere", true, "Succeeded", "discovery fallback all_healthy_after_discovery", "All")]
    public void Every_row_of_the_table_of_strategies_holds(
        string strategy, string fallback, bool refreshOnMiss, string place, bool anyCandidate, string refresh, string said, string choice)
    {
        var verdict = RoutingDecisions.Decide(
            new ModelRegistryOptions
            {
                RoutingStrategy = Enum.Parse<RoutingStrategyKind>(strategy),
                FallbackBehavior = Enum.Parse<FallbackBehavior>(fallback),
                DiscoveryRefreshOnMiss = refreshOnMiss,
            },
            Enum.Parse<ModelPlace>(place), anyCandidate, Enum.Parse<ModelRefresh>(refresh));
        Assert.Equal(choice, verdict.Choice.ToString());
        Assert.Equal(said, verdict.Decision is { } decision ? $"{decision.Strategy} {decision.Action} {decision.Reason}" : "");
    }

    [Theory]
    [InlineData("model_not_found", 404)]
    [InlineData("model_unavailable", 503)]
    [InlineData("no_healthy_after_discovery", 503)]
    public void Only_a_model_that_does_not_exist_answers_404(string reason, int status) =>
        Assert.Equal(status, RoutingDecisions.StatusOf(new RoutingDecision("strict", "rejected", reason)));
}
