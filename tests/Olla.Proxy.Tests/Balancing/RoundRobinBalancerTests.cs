using Olla.Proxy.Balancing;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Tests.Endpoints;

namespace Olla.Proxy.Tests.Balancing;

public sealed class RoundRobinBalancerTests
{
    [Fact]
    public void It_rotates_in_configuration_order()
    {
        var fleet = Fleet.Healthy(3);
        var balancer = new RoundRobinBalancer();

        Assert.Equal([0, 1, 2, 0, 1, 2, 0], Take(balancer, fleet, 7));
    }

    [Fact]
    public void Every_set_of_candidates_has_its_own_turn()
    {
        var fleet = Fleet.Healthy(4);
        var balancer = new RoundRobinBalancer();
        var interleaved = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            interleaved.AddRange(Take(balancer, fleet, 1));
            Take(balancer, fleet.AsSpan(1, 2), 1);
        }

        Assert.Equal([0, 1, 2, 3], interleaved);
    }

    [Fact]
    public async Task The_spread_over_many_threads_is_exact()
    {
        var fleet = Fleet.Healthy(8);
        await BalancerInvariantTests.SelectConcurrently(new RoundRobinBalancer(), fleet, release: false);

        Assert.All(fleet, endpoint => Assert.Equal(1250, endpoint.State.ActiveConnections));
    }

    [Fact]
    public void An_endpoint_that_goes_down_leaves_the_rotation_of_the_others_even()
    {
        var fleet = Fleet.Healthy(3);
        var balancer = new RoundRobinBalancer();
        Take(balancer, fleet, 4);
        fleet[1].State.Status = EndpointStatus.Offline;

        Assert.Equal([0, 2, 0, 2], Take(balancer, fleet, 4));
    }

    [Fact]
    public void More_sets_than_the_table_holds_still_share_fairly()
    {
        var fleet = Fleet.Healthy(3000);
        var balancer = new RoundRobinBalancer();
        for (var i = 0; i < 2998; i++)
        {
            Take(balancer, fleet.AsSpan(i, 3), 300);
        }

        Assert.All(fleet[2..^2], endpoint => Assert.InRange(endpoint.State.ActiveConnections, 298, 302));
    }

    private static List<int> Take(RoundRobinBalancer balancer, ReadOnlySpan<Endpoint> candidates, int count)
    {
        var taken = new List<int>();
        for (var i = 0; i < count; i++)
        {
            taken.Add(balancer.SelectAndReserve(candidates)!.Index);
        }

        return taken;
    }
}
