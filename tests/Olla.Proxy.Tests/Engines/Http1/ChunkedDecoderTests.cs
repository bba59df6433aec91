using System.Text;
using CsCheck;
using Olla.Proxy.Engines.Http1;

namespace Olla.Proxy.Tests.Engines.Http1;

public sealed class ChunkedDecoderTests
{
    [Theory]
    [InlineData("5\r\nhello\r\n0\r\n\r\n", "hello")]
    [InlineData("1\r\na\r\n1\r\nb\r\n0\r\n\r\n", "ab")]
    [InlineData("00000000000000a\r\n0123456789\r\n0\r\n\r\n", "0123456789")]
    [InlineData("5;a=\"b;c\"\r\nhello\r\n0;x\r\nTrailer: 1\r\nOther: 2\r\n\r\n", "hello")]
    [InlineData("0\r\n\r\n", "")]
    public void A_body_is_the_same_however_its_bytes_are_cut(string framed, string expected)
    {
        var bytes = Encoding.Latin1.GetBytes(framed);
        for (var piece = 1; piece <= bytes.Length; piece++)
        {
            Assert.Equal((expected, DecodeStatus.Complete, bytes.Length), Decode(bytes, piece));
        }
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData(" 5\r\nhello\r\n")]
    [InlineData("5 \r\nhello\r\n")]
    [InlineData("5\nhello\r\n")]
    [InlineData("5\r\nhello\n0\r\n\r\n")]
    [InlineData("5\r\nhello0\r\n\r\n")]
    [InlineData("5\r\nhelloX\r\n")]
    [InlineData("+5\r\nhello\r\n")]
    [InlineData("0x5\r\nhello\r\n")]
    [InlineData("8000000000000000\r\n")]
    [InlineData("fffffffffffffffff\r\n")]
    [InlineData(";a\r\n")]
    [InlineData("5;a\nb\r\n")]
    [InlineData("0\r\n\n")]
    [InlineData("0\r\nA: b\n\r\n")]
    public void Framing_that_another_reader_could_see_differently_is_refused(string framed) =>
        Assert.Equal(DecodeStatus.Malformed, Decode(Encoding.Latin1.GetBytes(framed), 1).Status);

    [Fact]
    public void Bytes_behind_the_end_are_left_alone()
    {
        var bytes = "1\r\na\r\n0\r\n\r\nHTTP/1.1 200"u8.ToArray();

        Assert.Equal(("a", DecodeStatus.Complete, bytes.Length - 12), Decode(bytes, bytes.Length));
    }

    [Fact]
    public void Any_body_in_any_chunks_comes_back() =>
        Gen.Select(Gen.Byte.Array[1, 300].Array[0, 8], Gen.Int[1, 64]).Sample((chunks, piece) =>
        {
            var framed = new List<byte>();
            foreach (var chunk in chunks)
            {
                framed.AddRange(Encoding.Latin1.GetBytes(chunk.Length.ToString("x", System.Globalization.CultureInfo.InvariantCulture) + "\r\n"));
                framed.AddRange(chunk);
                framed.AddRange("\r\n"u8);
            }

            framed.AddRange("0\r\n\r\n"u8);
            var (body, status, _) = Decode([.. framed], piece);
            return status == DecodeStatus.Complete && body == Encoding.Latin1.GetString([.. chunks.SelectMany(chunk => chunk)]);
        });

    private static (string Body, DecodeStatus Status, int Consumed) Decode(byte[] bytes, int piece)
    {
        var decoder = new ChunkedDecoder();
        var body = new StringBuilder();
        var consumedAll = 0;
        for (var offset = 0; offset < bytes.Length; offset += piece)
        {
            var rest = bytes.AsSpan(offset, Math.Min(piece, bytes.Length - offset));
            DecodeStatus status;
            do
            {
                status = decoder.Next(rest, out var consumed, out var payload);
                _ = body.Append(Encoding.Latin1.GetString(payload));
                rest = rest[consumed..];
                consumedAll += consumed;
            }
            while (status == DecodeStatus.Payload);

            if (status != DecodeStatus.NeedsMore)
            {
                return (body.ToString(), status, consumedAll);
            }
        }

        return (body.ToString(), DecodeStatus.NeedsMore, consumedAll);
    }
}
