using Olla.Configuration;

namespace Olla.Proxy.Balancing;

/// <summary>Makes the strategy that the configuration names.</summary>
internal static class BalancerFactory
{
    /// <summary>A fresh strategy; the same <paramref name="seed"/> gives the same choices for the same sequence of requests.</summary>
    public static IBalancer Create(LoadBalancerKind kind, ulong seed) => kind switch
    {
        LoadBalancerKind.Priority => new PriorityBalancer(new SequenceGenerator(seed)),
        LoadBalancerKind.RoundRobin => new RoundRobinBalancer(),
        LoadBalancerKind.LeastConnections => new LeastConnectionsBalancer(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a load balancer"),
    };
}
