using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Olla.Proxy.Engines.Olla.Lane;

namespace Olla.Proxy.Tests.Engines.Lane;

/// <summary>Kestrel reads a connection that was handed over as if nobody had read of it before.</summary>
public sealed class PrefixedPipeReaderTests
{
    [Theory]
    [InlineData("", "abcdef")]
    [InlineData("abc", "")]
    [InlineData("abc", "def")]
    public async Task All_bytes_come_once_and_in_order(string prefix, string rest)
    {
        var pipe = new Pipe();
        var reader = new PrefixedPipeReader(pipe.Reader, Encoding.ASCII.GetBytes(prefix));
        await pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes(rest));
        await pipe.Writer.CompleteAsync();

        var seen = new StringBuilder();
        while (true)
        {
            var result = await reader.ReadAsync();
            seen.Append(Encoding.ASCII.GetString(result.Buffer.ToArray()));
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted) break;
        }

        Assert.Equal(prefix + rest, seen.ToString());
    }

    [Fact]
    public async Task What_was_examined_in_vain_comes_again_with_more_behind_it()
    {
        var pipe = new Pipe();
        var reader = new PrefixedPipeReader(pipe.Reader, "GET"u8.ToArray());
        var first = await reader.ReadAsync();
        reader.AdvanceTo(first.Buffer.Start, first.Buffer.End);
        var pending = reader.ReadAsync();
        Assert.False(pending.IsCompleted);
        await pipe.Writer.WriteAsync(" /a"u8.ToArray());

        var second = await pending;
        Assert.Equal("GET /a", Encoding.ASCII.GetString(second.Buffer.ToArray()));

        // Part of it is consumed; the rest is there without new bytes, as it was not examined.
        reader.AdvanceTo(second.Buffer.GetPosition(4), second.Buffer.GetPosition(4));
        Assert.True(reader.TryRead(out var third));
        Assert.Equal("/a", Encoding.ASCII.GetString(third.Buffer.ToArray()));
        reader.AdvanceTo(third.Buffer.End);

        await pipe.Writer.WriteAsync("!"u8.ToArray());
        var last = await reader.ReadAsync();
        Assert.Equal("!", Encoding.ASCII.GetString(last.Buffer.ToArray()));
        reader.AdvanceTo(last.Buffer.End);
    }

    [Fact]
    public async Task A_client_that_always_sends_the_beginning_of_its_next_request_costs_constant_memory()
    {
        const int Size = 50_000;
        const int Requests = 200;
        var pipe = new Pipe();
        var reader = new PrefixedPipeReader(pipe.Reader, new byte[10]);
        var prefix = await reader.ReadAsync();
        reader.AdvanceTo(prefix.Buffer.Start, prefix.Buffer.End);
        for (var i = 0; i < Requests; i++)
        {
            await pipe.Writer.WriteAsync(new byte[Size]);
            var result = await reader.ReadAsync();
            Assert.Equal(Size + 10, result.Buffer.Length);
            Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(result.Buffer.First, out var room));
            Assert.InRange(room.Array!.Length, 0, 3 * Size);
            reader.AdvanceTo(result.Buffer.GetPosition(Size), result.Buffer.End);
        }
    }

    [Fact]
    public async Task A_pending_read_can_be_cancelled_while_the_prefix_is_unread()
    {
        var reader = new PrefixedPipeReader(new Pipe().Reader, "G"u8.ToArray());
        var first = await reader.ReadAsync();
        reader.AdvanceTo(first.Buffer.Start, first.Buffer.End);
        var pending = reader.ReadAsync();

        reader.CancelPendingRead();

        Assert.True((await pending).IsCanceled);
    }
}
