using System.Text;
using Olla.Proxy.Engines.Http1;

namespace Olla.Proxy.Tests.Engines.Http1;

/// <summary>How the end of a backend's body is known, and which heads are no HTTP.</summary>
public sealed class BackendHeadTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "Length", 5, true)]
    [InlineData("HTTP/1.1 200\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", "Length", 5, true)]
    [InlineData("HTTP/1.1 200 \r\nTransfer-Encoding: Chunked\r\n\r\n", "Chunked", -1, true)]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "UntilClose", -1, false)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", "Length", 0, false)]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", "Length", 0, true)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", "Length", 0, false)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Own\r\nContent-Length: 0\r\n\r\n", "Length", 0, false)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", "Length", 0, false)]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", "Length", 0, true)]
    [InlineData("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", "None", -1, true)]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", "None", 7, true)]
    [InlineData("HTTP/1.1 205 Reset Content\r\nContent-Length: 7\r\n\r\n", "None", 7, false)]
    public void The_framing_and_the_fate_of_the_connection_follow_from_the_head(string text, string framing, long length, bool keepAlive)
    {
        var head = new BackendHead();

        Assert.Equal(HeadVerdict.Complete, head.Parse(Encoding.ASCII.GetBytes(text), answersHead: false));

        Assert.Equal((framing, length, keepAlive), (head.Framing.ToString(), head.ContentLength, head.KeepAlive));
    }

    [Theory]
    [InlineData("HTTP/2 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.2 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 099 OK\r\n\r\n")]
    [InlineData("HTTP/1.1  200 OK\r\n\r\n")]
    [InlineData("SSH-2.0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n")]
    [InlineData("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX : a\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\nY: b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 O\u0001K\r\n\r\n")]
    public void Heads_that_two_readers_could_read_in_two_ways_are_refused(string text) =>
        Assert.Equal(HeadVerdict.Refused, new BackendHead().Parse(Encoding.Latin1.GetBytes(text), answersHead: false));

    [Theory]
    [InlineData("Connection: X-One\r\nConnection: close, x-two\r\n", "x-one X-Two close")]
    [InlineData("Connection: X-One, X-Two\r\nConnection: keep-alive\r\n", "X-One X-Two")]
    [InlineData("Connection: close\r\nX-One: 1\r\n", "")]
    public void Every_connection_line_counts_for_the_fields_that_belong_to_the_connection(string lines, string names)
    {
        var bytes = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n" + lines + "Content-Length: 0\r\n\r\n");
        var head = new BackendHead();

        _ = head.Parse(bytes, answersHead: false);

        foreach (var name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.True(head.IsOfConnection(Encoding.ASCII.GetBytes(name), bytes), name);
        }

        Assert.False(head.IsOfConnection("X-Three"u8, bytes));
        Assert.False(head.IsOfConnection("X-One"u8, bytes) && names.Length == 0);
    }

    [Fact]
    public void An_answer_to_HEAD_has_no_body_whatever_it_declares()
    {
        var head = new BackendHead();

        _ = head.Parse("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"u8, answersHead: true);

        Assert.Equal((BodyFraming.None, 5L), (head.Framing, head.ContentLength));
    }

    [Fact]
    public void A_head_without_end_is_refused_at_its_bound()
    {
        var bytes = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nX: " + new string('a', HeadLimits.MaximumSize));

        Assert.Equal(HeadVerdict.Incomplete, new BackendHead().Parse(bytes.AsSpan(0, HeadLimits.MaximumSize - 1), answersHead: false));
        Assert.Equal(HeadVerdict.Refused, new BackendHead().Parse(bytes, answersHead: false));
    }
}
