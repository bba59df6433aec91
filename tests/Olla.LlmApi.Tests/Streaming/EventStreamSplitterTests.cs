using System.Text;
using CsCheck;
using Olla.LlmApi.Streaming;
using Olla.Tests;

namespace Olla.LlmApi.Tests.Streaming;

public sealed class EventStreamSplitterTests
{
    private static readonly Gen<string> Ends = Gen.OneOf("\n", "\r", "\r\n");

    private static readonly Gen<string> Lines = Gen.OneOf(
        "data: x", "data:y", "data", "data:", "data:  two spaces", "data: {\"a\":\"ü€\"}", "event: delta", "event", "id: 4", "retry: 10", ": note",
        ":", "unknown: x", "", "", "", "\uFEFFdata: marked", "\uFEFF");

    [Theory]
    [InlineData("data: a\n\ndata: b\n\n", "a|b")]
    [InlineData("data: a\r\rdata: b\r\n\r\n", "a|b")]
    [InlineData("data: a\ndata: b\n\n", "a\nb")]
    [InlineData("data\n\n", "")]
    [InlineData("data:\ndata:\n\n", "\n")]
    [InlineData("data:\ndata: x\n\n", "\nx")]
    [InlineData("event: ping\n\ndata: x\n\n", "x")]
    [InlineData("event: ping\ndata: x\n\ndata: y\n\n", "ping=x|y")]
    [InlineData(": comment\n\n\n\nid: 1\nretry: 2\ndata: x\n\n", "x")]
    [InlineData("\uFEFFdata: x\n\n", "x")]
    [InlineData("data:  two\n\n", " two")]
    [InlineData("dataset: no\n\ndata: yes\n\n", "yes")]
    public void Events_are_those_of_the_standard(string stream, string expected) =>
        Assert.Equal(expected, string.Join('|', Split([Encoding.UTF8.GetBytes(stream)], out _)));

    [Fact]
    public void Any_fragmentation_gives_the_same_events()
    {
        var streams = Gen.Select(Lines, Ends, (line, end) => line + end).Array[0, 24].Select(lines => Encoding.UTF8.GetBytes(string.Concat(lines)));
        Gen.Select(streams, Gen.Int[0, 6].Array[0, 40]).Sample((bytes, cuts) =>
        {
            var whole = Split([bytes.ToArray()], out var wholeHolds);
            var pieces = Split(Cut(bytes, cuts), out var piecesHold);

            Assert.Equal(whole, pieces);
            Assert.Equal(wholeHolds, piecesHold);
        });
    }

    [Theory]
    [InlineData("data: x\n", true)]
    [InlineData("data: x", true)]
    [InlineData("event: x\n", true)]
    [InlineData("data: x\n\n", false)]
    [InlineData("data: x\n\nda", true)]
    [InlineData(": comment\n", false)]
    [InlineData("", false)]
    public void A_cut_event_is_known_as_such(string stream, bool expected)
    {
        _ = Split([Encoding.UTF8.GetBytes(stream)], out var holds);
        Assert.Equal(expected, holds);
    }

    [Fact]
    public void An_event_over_the_limit_is_refused()
    {
        var splitter = new EventStreamSplitter(16);
        var bytes = "data: 0123456789"u8;
        Assert.False(splitter.TryRead(ref bytes, out _));
        Assert.Throws<InvalidDataException>(() =>
        {
            ReadOnlySpan<byte> more = "x"u8;
            splitter.TryRead(ref more, out _);
        });
    }

    [Fact]
    public void A_settled_stream_allocates_nothing_per_event()
    {
        var bytes = Encoding.UTF8.GetBytes("data: {\"choices\":[]}\n\n");
        var splitter = new EventStreamSplitter();
        Read(splitter, bytes);

        Assert.Equal(0, AllocatedBytes.LeastOf(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                Read(splitter, bytes);
            }
        }));
    }

    private static void Read(EventStreamSplitter splitter, byte[] bytes)
    {
        for (var start = 0; start < bytes.Length; start += 7)
        {
            ReadOnlySpan<byte> rest = bytes.AsSpan(start, Math.Min(7, bytes.Length - start));
            while (splitter.TryRead(ref rest, out _))
            {
            }
        }
    }

    private static List<string> Split(IEnumerable<byte[]> reads, out bool holdsPartial)
    {
        var splitter = new EventStreamSplitter();
        var events = new List<string>();
        foreach (var read in reads)
        {
            ReadOnlySpan<byte> rest = read;
            while (splitter.TryRead(ref rest, out var streamEvent))
            {
                var type = Encoding.UTF8.GetString(streamEvent.Type);
                events.Add((type.Length > 0 ? type + "=" : "") + Encoding.UTF8.GetString(streamEvent.Data));
            }

            Array.Clear(read); // a read buffer is used again: nothing may still point into it
        }

        holdsPartial = splitter.HoldsPartialEvent;
        return events;
    }

    private static IEnumerable<byte[]> Cut(byte[] bytes, int[] cuts)
    {
        var copy = bytes.ToArray();
        var position = 0;
        foreach (var cut in cuts)
        {
            var length = Math.Min(cut, copy.Length - position);
            yield return copy[position..(position + length)];
            position += length;
        }

        yield return copy[position..];
    }
}
