using Olla.Configuration;
using Olla.Proxy.Balancing;

namespace Olla.Proxy.Http.Status;

/// <summary>Settings by the names that people write.</summary>
internal static class ConfiguredNames
{
    public static string Of(EngineKind engine) => engine == EngineKind.Sherpa ? "sherpa" : "olla";

    public static string Of(DeliveryProfile profile) => profile switch
    {
        DeliveryProfile.Streaming => "streaming",
        DeliveryProfile.Standard => "standard",
        _ => "auto",
    };

    public static string Of(LoadBalancerKind balancer) => balancer switch
    {
        LoadBalancerKind.Priority => PriorityBalancer.ConfigurationName,
        LoadBalancerKind.RoundRobin => RoundRobinBalancer.ConfigurationName,
        _ => LeastConnectionsBalancer.ConfigurationName,
    };
}
