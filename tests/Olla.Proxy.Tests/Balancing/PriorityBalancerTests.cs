using Olla.Proxy.Balancing;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Tests.Endpoints;

namespace Olla.Proxy.Tests.Balancing;

public sealed class PriorityBalancerTests
{
    [Theory]
    [InlineData("100,100,90", "HHH", "0,1")]
    [InlineData("100,100,90", "OOH", "2")]
    [InlineData("100,90,90", "OHB", "1,2")]
    [InlineData("0,5,10", "HHW", "2")]
    [InlineData("0,0,0", "UOH", "2")]
    public void Only_the_highest_routable_priority_is_used(string priorities, string statuses, string expected)
    {
        var fleet = priorities.Split(',').Select((priority, index) => Fleet.One(index, statuses[index] switch
        {
            'H' => EndpointStatus.Healthy,
            'B' => EndpointStatus.Busy,
            'W' => EndpointStatus.Warming,
            'O' => EndpointStatus.Offline,
            _ => EndpointStatus.Unknown,
        }, int.Parse(priority, System.Globalization.CultureInfo.InvariantCulture))).ToArray();
        var balancer = new PriorityBalancer(new SequenceGenerator(7));
        var taken = Enumerable.Range(0, 200).Select(_ => balancer.SelectAndReserve(fleet)!.Index).Distinct().Order();

        Assert.Equal(expected, string.Join(',', taken));
    }

    [Fact]
    public void Equal_endpoints_of_the_top_tier_share_evenly()
    {
        var fleet = Fleet.Healthy(4);
        var balancer = new PriorityBalancer(new SequenceGenerator(7));
        for (var i = 0; i < 40_000; i++)
        {
            balancer.SelectAndReserve(fleet);
        }

        Assert.All(fleet, endpoint => Assert.InRange(endpoint.State.ActiveConnections, 9_700, 10_300));
    }
}
