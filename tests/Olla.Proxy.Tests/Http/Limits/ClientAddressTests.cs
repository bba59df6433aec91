using System.Net;
using Microsoft.AspNetCore.Http;
using Olla.Configuration;
using Olla.Proxy.Http.Limits;

namespace Olla.Proxy.Tests.Http.Limits;

public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("10.0.0.1", true, "203.0.113.7, 10.0.0.9", null, "203.0.113.7")]
    [InlineData("10.0.0.1", true, null, "203.0.113.8", "203.0.113.8")]
    [InlineData("10.0.0.1", true, " , 1.1.1.1", "203.0.113.8", "203.0.113.8")]
    [InlineData("10.0.0.1", true, null, null, "10.0.0.1")]
    [InlineData("10.0.0.1", false, "203.0.113.7", null, "10.0.0.1")]
    [InlineData("8.8.8.8", true, "203.0.113.7", null, "8.8.8.8")]
    [InlineData("::ffff:10.0.0.1", true, "203.0.113.7", null, "203.0.113.7")]
    [InlineData("::ffff:8.8.8.8", false, null, null, "8.8.8.8")]
    [InlineData("2001:db8::1", true, "203.0.113.7", null, "2001:db8::1")]
    public void Forwarding_headers_count_only_from_a_trusted_proxy(string peer, bool trust, string? forwarded, string? real, string expected)
    {
        var headers = new HeaderDictionary();
        if (forwarded is not null)
        {
            headers["X-Forwarded-For"] = forwarded;
        }

        if (real is not null)
        {
            headers["X-Real-IP"] = real;
        }

        Assert.Equal(expected, ClientAddress.Of(IPAddress.Parse(peer), headers, new RateLimitOptions { TrustProxyHeaders = trust }));
    }
}
