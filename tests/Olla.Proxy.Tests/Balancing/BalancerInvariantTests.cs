using System.Collections.Concurrent;
using Olla.Configuration;
using Olla.Proxy.Balancing;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Tests.Endpoints;
using Olla.Tests;

namespace Olla.Proxy.Tests.Balancing;

/// <summary>What holds for every strategy, also when many threads choose at once.</summary>
public sealed class BalancerInvariantTests
{
    private const int Selections = 10_000;
    private const int Threads = 8;

    private static readonly EndpointStatus[] NotServed =
    [
        EndpointStatus.Unknown, EndpointStatus.Offline, EndpointStatus.Unhealthy, EndpointStatus.ConfigError, EndpointStatus.RateLimited,
    ];

    public static TheoryData<string> Strategies => ["Priority", "RoundRobin", "LeastConnections"];

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task An_endpoint_that_is_not_routable_is_never_chosen(string strategy)
    {
        var balancer = Create(strategy);
        var fleet = Fleet.Of([.. NotServed, EndpointStatus.Healthy, EndpointStatus.Busy, EndpointStatus.Warming]);
        var chosen = await SelectConcurrently(balancer, fleet, release: true);

        Assert.Equal(Selections, chosen.Length);
        Assert.All(chosen, endpoint => Assert.True(endpoint.State.Status.IsRoutable()));
        Assert.All(fleet, endpoint => Assert.Equal(0, endpoint.State.ActiveConnections));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Nobody_is_chosen_when_nobody_is_routable(string strategy)
    {
        var balancer = Create(strategy);

        Assert.Null(balancer.SelectAndReserve(Fleet.Of(NotServed)));
        Assert.Null(balancer.SelectAndReserve([]));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task Every_choice_reserves_exactly_one_connection_on_the_chosen_endpoint(string strategy)
    {
        var fleet = Fleet.Healthy(7);
        var chosen = await SelectConcurrently(Create(strategy), fleet, release: false);

        Assert.All(fleet, endpoint => Assert.Equal(chosen.Count(c => c == endpoint), endpoint.State.ActiveConnections));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_choice_allocates_nothing(string strategy)
    {
        var balancer = Create(strategy);
        var fleet = Fleet.Healthy(500);
        balancer.SelectAndReserve(fleet);

        Assert.Equal(0, AllocatedBytes.LeastOf(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                balancer.SelectAndReserve(fleet);
            }
        }));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Busy_and_warming_endpoints_get_three_tenths_and_one_tenth_of_a_healthy_ones_share(string strategy)
    {
        var fleet = Fleet.Of(EndpointStatus.Healthy, EndpointStatus.Busy, EndpointStatus.Warming);
        var balancer = Create(strategy);
        for (var i = 0; i < Selections; i++)
        {
            balancer.SelectAndReserve(fleet);
        }

        double healthy = fleet[0].State.ActiveConnections;
        Assert.InRange(fleet[1].State.ActiveConnections / healthy, 0.27, 0.33);
        Assert.InRange(fleet[2].State.ActiveConnections / healthy, 0.08, 0.12);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void The_same_seed_gives_the_same_choices(string strategy)
    {
        var fleet = Fleet.Healthy(5);
        Assert.Equal(Sequence(Create(strategy), fleet), Sequence(Create(strategy), fleet));

        static List<int> Sequence(IBalancer balancer, Endpoint[] fleet)
        {
            var sequence = new List<int>();
            for (var i = 0; i < 200; i++)
            {
                var chosen = balancer.SelectAndReserve(fleet)!;
                chosen.State.Release();
                sequence.Add(chosen.Index);
            }

            return sequence;
        }
    }

    internal static async Task<Endpoint[]> SelectConcurrently(IBalancer balancer, Endpoint[] fleet, bool release)
    {
        var chosen = new ConcurrentBag<Endpoint>();
        using var start = new Barrier(Threads);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(() =>
        {
            start.SignalAndWait();
            for (var i = 0; i < Selections / Threads; i++)
            {
                var endpoint = balancer.SelectAndReserve(fleet);
                Assert.NotNull(endpoint);
                chosen.Add(endpoint);
                if (release)
                {
                    endpoint.State.Release();
                }
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        return [.. chosen];
    }

    private static IBalancer Create(string strategy) => BalancerFactory.Create(Enum.Parse<LoadBalancerKind>(strategy), seed: 42);
}
