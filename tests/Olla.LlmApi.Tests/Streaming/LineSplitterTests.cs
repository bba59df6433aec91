using System.Text;
using CsCheck;
using Olla.LlmApi.Streaming;

namespace Olla.LlmApi.Tests.Streaming;

public sealed class LineSplitterTests
{
    [Theory]
    [InlineData("{}\n{\"a\":1}\r\n", "{}|{\"a\":1}")]
    [InlineData("\n\r\n\n{}\n\n", "{}")]
    [InlineData("{}\n{\"cut\":", "{}|(held){\"cut\":")]
    public void Lines_end_with_a_line_feed(string stream, string expected) =>
        Assert.Equal(expected, string.Join('|', Split([Encoding.UTF8.GetBytes(stream)])));

    [Fact]
    public void Any_fragmentation_gives_the_same_lines()
    {
        var streams = Gen.OneOf("{}", "{\"a\":\"ü\"}", "", "x\ry", "\n", "\r\n", "\n").Array[0, 24].Select(string.Concat);
        Gen.Select(streams, Gen.Int[0, 5].Array[0, 40]).Sample((stream, cuts) =>
        {
            var bytes = Encoding.UTF8.GetBytes(stream);
            var pieces = new List<byte[]>();
            var position = 0;
            foreach (var cut in cuts)
            {
                var length = Math.Min(cut, bytes.Length - position);
                pieces.Add(bytes[position..(position + length)]);
                position += length;
            }

            pieces.Add(bytes[position..]);
            Assert.Equal(Split([bytes]), Split(pieces));
        });
    }

    [Fact]
    public void A_line_over_the_limit_is_refused() => Assert.Throws<InvalidDataException>(() =>
    {
        var bytes = "0123456789"u8;
        new LineSplitter(8).TryRead(ref bytes, out _);
    });

    private static List<string> Split(IEnumerable<byte[]> reads)
    {
        var splitter = new LineSplitter();
        var lines = new List<string>();
        foreach (var read in reads)
        {
            ReadOnlySpan<byte> rest = read;
            while (splitter.TryRead(ref rest, out var line))
            {
                lines.Add(Encoding.UTF8.GetString(line));
            }
        }

        if (splitter.HoldsPartialLine)
        {
            lines.Add("(held)" + Encoding.UTF8.GetString(splitter.PartialLine));
        }

        return lines;
    }
}
