using System.Net;
using Olla.Configuration;
using Olla.Proxy.Http.Dashboard;

namespace Olla.Proxy.Tests.Http.Dashboard;

public sealed class DashboardAccessTests
{
    [Theory]
    [InlineData("127.0.0.1", "localhost", null)]
    [InlineData("127.0.0.1", "LocalHost:40114", null)]
    [InlineData("127.9.9.9", "127.0.0.1:80", null)]
    [InlineData("::1", "[::1]:40114", null)]
    [InlineData("::1", "[::1]", null)]
    [InlineData("::ffff:127.0.0.1", "localhost", null)]
    [InlineData("127.0.0.1", "10.1.2.3", null)]
    [InlineData("10.1.2.3", "localhost", "ip not in allowed range (ip=10.1.2.3 host=localhost)")]
    [InlineData("127.0.0.1", "evil.example", "host not accepted (ip=127.0.0.1 host=evil.example)")]
    [InlineData("127.0.0.1", "evil.example:40114", "host not accepted (ip=127.0.0.1 host=evil.example)")]
    [InlineData("127.0.0.1", "localhost.evil.example", "host not accepted (ip=127.0.0.1 host=localhost.evil.example)")]
    [InlineData("127.0.0.1", "", "host not accepted (ip=127.0.0.1 host=)")]
    [InlineData("10.1.2.3", "evil.example", "ip not in allowed range (ip=10.1.2.3 host=evil.example)")]
    [InlineData(null, "localhost", "ip not in allowed range (ip=unknown host=localhost)")]
    public void By_default_this_machine_may_open_it_by_address_or_as_localhost(string? peer, string host, string? refusal)
    {
        var said = DashboardAccess.Refusal(new DashboardOptions(), peer is null ? null : IPAddress.Parse(peer), host);

        Assert.Equal(refusal is null, said is null);
        if (refusal is not null)
        {
            Assert.Contains(refusal, said, StringComparison.Ordinal);
            Assert.Contains("dashboard.access_policy.allowed_cidrs", said, StringComparison.Ordinal);
            Assert.Contains("dashboard.access_policy.allowed_hosts", said, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("192.168.3.4", "olla.test", true)]
    [InlineData("192.168.3.4", "OLLA.test:40114", true)]
    [InlineData("192.169.3.4", "olla.test", false)]
    [InlineData("192.168.3.4", "localhost", false)]
    public void The_policy_names_networks_and_hosts(string peer, string host, bool passes)
    {
        var options = new DashboardOptions { AllowedCidrs = [IPNetwork.Parse("192.168.0.0/16")], AllowedHosts = ["olla.test"] };
        Assert.Equal(passes, DashboardAccess.Refusal(options, IPAddress.Parse(peer), host) is null);
    }
}
