using Olla.Configuration;
using Olla.Proxy.Balancing;
using Olla.Proxy.Routing.Sticky;

namespace Olla.Proxy.Routing;

/// <summary>The part of the configuration that routing follows; a reload swaps it whole.</summary>
internal sealed record RoutingPolicy
{
    /// <summary>Strategy of selection among the candidates.</summary>
    public required IBalancer Balancer { get; init; }

    /// <summary>Section <c>model_registry</c>.</summary>
    public ModelRegistryOptions Models { get; init; } = new();

    /// <summary>Section <c>model_aliases</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Aliases { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Sticky sessions, or null when they are off.</summary>
    public StickySessions? Sticky { get; init; }

    /// <summary>The policy that <paramref name="options"/> ask for; sessions live in <paramref name="sessions"/>, beyond reloads.</summary>
    public static RoutingPolicy From(OllaOptions options, IBalancer balancer, StickySessionStore sessions) => new()
    {
        Balancer = balancer,
        Models = options.ModelRegistry,
        Aliases = options.ModelAliases,
        Sticky = options.Proxy.StickySessions.Enabled ? new StickySessions(options.Proxy.StickySessions, sessions) : null,
    };
}
