using System.Text;
using Olla.Proxy.Engines.Http1;
using Olla.Proxy.Engines.Olla;

namespace Olla.Proxy.Tests.Engines.Olla;

public sealed class ResponseHeadParserTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 0\n\n")]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n A: folded\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\r\n\tfolded\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n: nameless\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n")]
    [InlineData("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.2 200 OK\r\n\r\n")]
    [InlineData("HTTP/2.0 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 099 OK\r\n\r\n")]
    [InlineData("HTTP/1.1  200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2x0 OK\r\n\r\n")]
    public void A_head_that_breaks_the_rules_is_refused_whole_and_byte_by_byte(string head)
    {
        var bytes = Encoding.Latin1.GetBytes(head);

        Assert.Equal(HeadVerdict.Refused, new ResponseHeadParser().Parse(bytes, answersHead: false, out _));
        Assert.Equal(HeadVerdict.Refused, Drip(new ResponseHeadParser(), bytes));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n", 200, 12L, false, false)]
    [InlineData("HTTP/1.1 200\r\ncontent-length:0\r\n\r\n", 200, 0L, false, false)]
    [InlineData("HTTP/1.1 404 \r\nTransfer-Encoding: Chunked\r\n\r\n", 404, null, true, false)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: x, Close\r\n\r\n", 200, null, false, true)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n", 200, 5L, false, true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: \t 5 \t\r\nContent-Length: 5\r\n\r\n", 200, 5L, false, false)]
    public void What_decides_about_the_body_is_read(string head, int status, long? length, bool isChunked, bool willClose)
    {
        var parser = new ResponseHeadParser();

        Assert.Equal(HeadVerdict.Complete, Drip(parser, Encoding.Latin1.GetBytes(head)));
        Assert.Equal((status, length, isChunked, willClose), (parser.Status, parser.ContentLength, parser.Framing == BodyFraming.Chunked, parser.WillClose));
    }

    [Fact]
    public void A_parser_keeps_nothing_of_the_head_before_but_equal_strings()
    {
        var parser = new ResponseHeadParser();
        _ = parser.Parse("HTTP/1.1 200 OK\r\nX-One: same\r\nX-Two: 2\r\nConnection: close\r\nContent-Length: 3\r\n\r\n"u8, answersHead: false, out _);
        var before = parser.Fields[0].Value;
        parser.Reset();
        var head = "HTTP/1.1 500 No\r\nX-One: same\r\nX-Tow: 2\r\n\r\nbody"u8;

        Assert.Equal(HeadVerdict.Complete, parser.Parse(head, answersHead: false, out var consumed));

        Assert.Equal(head.Length - 4, consumed);
        Assert.Equal((500, null, true, null), (parser.Status, parser.ContentLength, parser.WillClose, parser.Connection));
        Assert.Equal([new("X-One", "same"), new("X-Tow", "2")], parser.Fields.ToArray());
        Assert.Same(before, parser.Fields[0].Value);
    }

    [Fact]
    public void A_head_beyond_its_limit_is_refused_before_it_ends()
    {
        var head = Encoding.Latin1.GetBytes("HTTP/1.1 200 OK\r\nX-Long: " + new string('a', HeadLimits.MaximumSize));

        Assert.Equal(HeadVerdict.Refused, new ResponseHeadParser().Parse(head, answersHead: false, out _));
    }

    private static HeadVerdict Drip(ResponseHeadParser parser, byte[] bytes)
    {
        for (var length = 1; length < bytes.Length; length++)
        {
            if (parser.Parse(bytes.AsSpan(0, length), answersHead: false, out _) is var status and not HeadVerdict.Incomplete)
            {
                return status;
            }
        }

        return parser.Parse(bytes, answersHead: false, out _);
    }
}
