using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Olla.Proxy.Engines.Http1;

namespace Olla.Proxy.Tests.Engines.Http1;

/// <summary>The web server sees one request at a time, and nothing of what stands behind a break.</summary>
public sealed class GuardedPipeReaderTests
{
    private const string Get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
    private const string Length = "POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";
    private const string Chunks = "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nX-T: v\r\n\r\n";

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Requests_come_one_by_one_and_unchanged_however_they_are_cut(int piece)
    {
        const string Old = "GET /d HTTP/1.0\r\n\r\n";
        var requests = new[] { Get, Length, "\r\n" + Chunks, Get, Old };

        Assert.Equal(requests, await ReadAsync(string.Concat(requests), piece, endsAt: request => requests.Contains(request)));
    }

    [Theory]
    [InlineData("GET /a HTTP/1.1\nHost: h\r\n\r\n")]
    [InlineData("GET /\u007fa HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET\t/a HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: a:1:2\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nX : a\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nX\u0001: a\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nX: a\u0001\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nnothing\r\n\r\n")]
    [InlineData("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc")]
    [InlineData("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /a HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\nx")]
    [InlineData("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;a\nx")]
    [InlineData("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxx")]
    [InlineData("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX\u0001: a\r\n\r\n")]
    [InlineData("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nno colon\r\n\r\n")]
    [InlineData("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n X: folded\r\n\r\n")]
    public async Task Behind_a_break_there_is_nonsense_and_then_the_end(string broken)
    {
        foreach (var piece in new[] { 1, 1000 })
        {
            var shown = await ReadAsync(Get + broken + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n", piece, endsAt: request => request == Get);

            Assert.Equal(Get, shown[0]);
            Assert.EndsWith("x\nx", shown[1], StringComparison.Ordinal);
            Assert.StartsWith(shown[1][..^3], broken, StringComparison.Ordinal);
            Assert.Equal(2, shown.Count);
        }
    }

    [Fact]
    public async Task Once_ended_it_shows_nothing_more()
    {
        var pipe = new Pipe();
        var reader = new GuardedPipeReader(pipe.Reader, 1000);
        var pending = reader.ReadAsync();

        reader.End();

        Assert.True((await pending) is { IsCompleted: true, Buffer.IsEmpty: true });
        await pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes(Get));
        Assert.True((await reader.ReadAsync()) is { IsCompleted: true, Buffer.IsEmpty: true });
    }

    [Fact]
    public async Task A_head_beyond_the_limit_is_shown_so_that_it_can_be_refused()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var reader = new GuardedPipeReader(pipe.Reader, 100);
        var head = "GET /a HTTP/1.1\r\nX: " + new string('a', 200);
        await pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes(head));

        Assert.Equal(head.Length, (await reader.ReadAsync()).Buffer.Length);
    }

    /// <summary>Reads as the web server does: consumes a request when it is whole, examines all that is shown until then.</summary>
    private static async Task<List<string>> ReadAsync(string bytes, int piece, Func<string, bool> endsAt)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var reader = new GuardedPipeReader(pipe.Reader, 10_000);
        var shown = new List<string>();
        var sent = 0;
        while (true)
        {
            if (!reader.TryRead(out var result))
            {
                if (sent < bytes.Length)
                {
                    var count = Math.Min(piece, bytes.Length - sent);
                    await pipe.Writer.WriteAsync(Encoding.Latin1.GetBytes(bytes.Substring(sent, count)));
                    sent += count;
                }
                else
                {
                    await pipe.Writer.CompleteAsync();
                }

                continue;
            }

            var text = Encoding.Latin1.GetString(result.Buffer.ToArray());
            if (endsAt(text))
            {
                shown.Add(text);
                reader.AdvanceTo(result.Buffer.End);
                continue;
            }

            if (result.IsCompleted)
            {
                if (text.Length > 0)
                {
                    shown.Add(text);
                }

                return shown;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
