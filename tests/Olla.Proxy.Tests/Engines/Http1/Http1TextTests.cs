using System.Text;
using Olla.Proxy.Engines.Http1;

namespace Olla.Proxy.Tests.Engines.Http1;

/// <summary>What names, values, lengths and hosts may be made of.</summary>
public sealed class Http1TextTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("a", true)]
    [InlineData("a.b-c_d:80", true)]
    [InlineData("127.0.0.1:65535", true)]
    [InlineData("[::1]", true)]
    [InlineData("[fe80::1.2.3.4]:80", true)]
    [InlineData("a:", false)]
    [InlineData(":80", false)]
    [InlineData("a:1:2", false)]
    [InlineData("a:b", false)]
    [InlineData("::::", false)]
    [InlineData("[", false)]
    [InlineData("[]", false)]
    [InlineData("]:[", false)]
    [InlineData("a[b]", false)]
    [InlineData("[::1]80", false)]
    [InlineData("[::1", false)]
    [InlineData("[g::1]", false)]
    [InlineData("u@a", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("a,b", false)]
    [InlineData("a%00", false)]
    [InlineData("\u00e4", false)]
    public void A_host_is_a_name_or_an_address_with_an_optional_port(string host, bool isOne) =>
        Assert.Equal(isOne, Http1Text.IsHost(Encoding.Latin1.GetBytes(host)));

    [Fact]
    public void A_name_is_a_token_and_nothing_else()
    {
        const string Tokens = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        for (var value = 0; value < 256; value++)
        {
            Assert.Equal(Tokens.Contains((char)value), Http1Text.IsToken([(byte)'X', (byte)value]));
        }

        Assert.False(Http1Text.IsToken([]));
    }

    [Fact]
    public void A_value_holds_no_control_character_but_tabs()
    {
        for (var value = 0; value < 256; value++)
        {
            Assert.Equal(value is '\t' or (>= 32 and not 127), Http1Text.IsFieldText([(byte)value]));
        }
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("003", 3)]
    [InlineData("999999999999999999", 999999999999999999)]
    [InlineData("9999999999999999999", -1)]
    [InlineData("", -1)]
    [InlineData("+3", -1)]
    [InlineData("-3", -1)]
    [InlineData("3 3", -1)]
    [InlineData("0x3", -1)]
    [InlineData("3,3", -1)]
    public void A_length_is_digits_alone(string text, long length) =>
        Assert.Equal((length >= 0, Math.Max(length, 0)), (Http1Text.TryReadLength(Encoding.Latin1.GetBytes(text), out var read), length < 0 ? 0 : read));
}
