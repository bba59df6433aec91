using Olla.Proxy.Balancing;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Tests.Endpoints;

namespace Olla.Proxy.Tests.Balancing;

public sealed class LeastConnectionsBalancerTests
{
    [Fact]
    public void It_takes_the_endpoint_with_the_fewest_connections()
    {
        var fleet = Fleet.Healthy(3);
        fleet[0].State.Reserve();
        fleet[2].State.Reserve();

        Assert.Same(fleet[1], new LeastConnectionsBalancer().SelectAndReserve(fleet));
    }

    [Fact]
    public void An_idle_fleet_is_rotated()
    {
        var fleet = Fleet.Healthy(3);
        var balancer = new LeastConnectionsBalancer();
        var taken = new List<int>();
        for (var i = 0; i < 6; i++)
        {
            var chosen = balancer.SelectAndReserve(fleet)!;
            chosen.State.Release();
            taken.Add(chosen.Index);
        }

        Assert.Equal([0, 1, 2, 0, 1, 2], taken);
    }

    [Fact]
    public async Task Concurrent_choices_leave_no_two_endpoints_further_apart_than_the_choosing_threads()
    {
        var fleet = Fleet.Healthy(6);
        await BalancerInvariantTests.SelectConcurrently(new LeastConnectionsBalancer(), fleet, release: false);

        var counts = fleet.Select(endpoint => endpoint.State.ActiveConnections).ToArray();
        Assert.Equal(10_000, counts.Sum());
        Assert.InRange(counts.Max() - counts.Min(), 0, 8);
    }

    [Fact]
    public void A_busy_endpoint_waits_until_a_healthy_one_has_three_connections()
    {
        var fleet = Fleet.Of(EndpointStatus.Busy, EndpointStatus.Healthy);
        var balancer = new LeastConnectionsBalancer();
        var taken = Enumerable.Range(0, 5).Select(_ => balancer.SelectAndReserve(fleet)!.Index);

        Assert.Equal([1, 1, 1, 0, 1], taken);
    }
}
