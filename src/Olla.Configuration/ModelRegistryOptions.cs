namespace Olla.Configuration;

public enum RoutingStrategyKind { Strict, Optimistic, Discovery }

public enum FallbackBehavior { CompatibleOnly, All, None }

/// <summary>Section <c>model_registry</c>.</summary>
public sealed record ModelRegistryOptions
{
    public bool EnableUnifier { get; init; } = true;
    public TimeSpan StaleThreshold { get; init; } = TimeSpan.FromHours(24);
    public TimeSpan CleanupInterval { get; init; } = TimeSpan.FromMinutes(10);
    public RoutingStrategyKind RoutingStrategy { get; init; } = RoutingStrategyKind.Strict;
    public FallbackBehavior FallbackBehavior { get; init; } = FallbackBehavior.CompatibleOnly;
    public TimeSpan DiscoveryTimeout { get; init; } = TimeSpan.FromSeconds(2);
    public bool DiscoveryRefreshOnMiss { get; init; }
}
