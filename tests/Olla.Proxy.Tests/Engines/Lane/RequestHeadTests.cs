using System.Text;
using Olla.Proxy.Engines.Http1;
using Olla.Proxy.Engines.Olla.Lane;

namespace Olla.Proxy.Tests.Engines.Lane;

/// <summary>The lane's parser takes ordinary requests and refuses every doubtful one.</summary>
public sealed class RequestHeadTests
{
    private const string Ordinary =
        "POST /olla/proxy/v1/chat/completions?x=%20y HTTP/1.1\r\nHost: a.test:8080\r\nContent-Type: application/json\r\n"
        + "X-Request-ID: r-1\r\nContent-Length: 12\r\nConnection: keep-alive\r\n\r\n";

    [Fact]
    public void An_ordinary_request_is_taken_apart_in_place()
    {
        var bytes = Encoding.ASCII.GetBytes(Ordinary + "{\"a\":1}");
        var head = new RequestHead();

        Assert.Equal(HeadVerdict.Complete, head.Parse(bytes));

        Assert.Equal("POST", head.MethodName);
        Assert.Equal("/olla/proxy/v1/chat/completions", Encoding.ASCII.GetString(head.Path(bytes)));
        Assert.Equal("?x=%20y", Encoding.ASCII.GetString(head.Query(bytes)));
        Assert.Equal("a.test:8080", Encoding.ASCII.GetString(head.Host(bytes)));
        Assert.Equal("application/json", Encoding.ASCII.GetString(head.ContentType(bytes)));
        Assert.Equal("r-1", Encoding.ASCII.GetString(head.RequestId(bytes)));
        Assert.Equal(12, head.ContentLength);
        Assert.Equal(Ordinary.Length, head.Length);
        Assert.True(head.KeepAlive);
    }

    [Fact]
    public void Every_cut_before_the_blank_line_is_incomplete()
    {
        var bytes = Encoding.ASCII.GetBytes(Ordinary);
        var head = new RequestHead();
        for (var length = 0; length < bytes.Length; length++) Assert.Equal(HeadVerdict.Incomplete, head.Parse(bytes.AsSpan(0, length)));
    }

    [Theory]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nX:\r\nY: \t v \t\r\n\r\n")]
    [InlineData("DELETE /a HTTP/1.1\r\nhost: [::1]:80\r\nConnection: Close\r\n\r\n")]
    [InlineData("HEAD /a?b=/../ HTTP/1.1\r\nHost: h\r\n\r\n")]
    public void Ordinary_requests_are_taken(string text) =>
        Assert.Equal(HeadVerdict.Complete, new RequestHead().Parse(Encoding.Latin1.GetBytes(text)));

    [Theory]
    [InlineData("GET /a HTTP/1.0\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a HTTP/2.0\r\nHost: h\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001")]
    [InlineData("get /a HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("TRACE /a HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET http://h/a HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a  HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET  /a HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a b HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a\tb HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a/../b HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a//b HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a%2e%2e/b HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a\\b HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\nHost: h\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost:\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h/x\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost : h\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\n Host: h\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\n: a\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nX: a\nY: b\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nX: a\rY: b\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nX: \u00e9\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nX(y): a\r\n\r\n")]
    [InlineData("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n")]
    [InlineData("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1, 1\r\n\r\n")]
    [InlineData("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: +1\r\n\r\n")]
    [InlineData("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 0x1\r\n\r\n")]
    [InlineData("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length:\r\n\r\n")]
    [InlineData("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999999999999999\r\n\r\n")]
    [InlineData("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: identity\r\n\r\n")]
    [InlineData("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nUpgrade: h2c\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close, X-Secret\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nTrailer: X\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: a\r\nX-Forwarded-For: b\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nX-Request-ID: a\r\nX-Request-ID: b\r\n\r\n")]
    public void Everything_doubtful_is_left_to_Kestrel(string text) =>
        Assert.Equal(HeadVerdict.Refused, new RequestHead().Parse(Encoding.Latin1.GetBytes(text)));

    [Fact]
    public void A_head_longer_than_the_bound_is_left_to_Kestrel()
    {
        var bytes = Encoding.ASCII.GetBytes("GET /a HTTP/1.1\r\nHost: h\r\nX: " + new string('a', RequestHead.MaximumLength));

        Assert.Equal(HeadVerdict.Refused, new RequestHead().Parse(bytes));
    }

    [Fact]
    public void More_fields_than_the_table_holds_are_left_to_Kestrel()
    {
        var text = "GET /a HTTP/1.1\r\nHost: h\r\n" + string.Concat(Enumerable.Range(0, 64).Select(index => $"X-{index}: a\r\n")) + "\r\n";

        Assert.Equal(HeadVerdict.Refused, new RequestHead().Parse(Encoding.ASCII.GetBytes(text)));
    }

    [Fact]
    public void Nothing_of_one_request_is_left_in_the_next()
    {
        var head = new RequestHead();
        _ = head.Parse(Encoding.ASCII.GetBytes(Ordinary));
        var next = "GET /b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"u8.ToArray();

        Assert.Equal(HeadVerdict.Complete, head.Parse(next));

        Assert.Equal((0L, false, false), (head.ContentLength, head.HasContentLength, head.KeepAlive));
        Assert.True(head.RequestId(next).IsEmpty && head.ContentType(next).IsEmpty && head.Query(next).IsEmpty);
    }
}
