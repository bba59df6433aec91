using CsCheck;
using Olla.Configuration.Values;

namespace Olla.Configuration.Tests.Values;

public sealed class NetworkTextTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("10.1.2.3/8", "10.0.0.0/8")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("192.168.1.1/32", "192.168.1.1/32")]
    [InlineData("::1/128", "::1/128")]
    [InlineData("fe80::1/10", "fe80::/10")]
    public void A_network_is_read_and_its_host_bits_are_cut(string text, string expected)
    {
        Assert.True(NetworkText.TryParse(text, out var network));
        Assert.Equal(expected, network.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("nope")]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0/8")]
    [InlineData("10/8")]
    [InlineData("0x7f.0.0.1/8")]
    [InlineData("::1/129")]
    [InlineData("[::1]/128")]
    [InlineData("fe80::1%eth0/64")]
    [InlineData("10.0.0.0/8/8")]
    public void What_is_no_network_is_refused(string text) => Assert.False(NetworkText.TryParse(text, out _));

    [Fact]
    public void Any_text_is_read_or_refused_without_failing() => Gen.String.Sample(static text => NetworkText.TryParse(text, out _) || true);
}
