using System.Text;
using CsCheck;
using Olla.LlmApi.Streaming;

namespace Olla.LlmApi.Tests.Streaming;

public sealed class EmissionStampTests
{
    [Fact]
    public void Any_stamp_is_read_back_as_written()
    {
        Gen.Select(Gen.Long[0, long.MaxValue], Gen.Long[0, long.MaxValue]).Sample((sequence, nanoseconds) =>
        {
            var line = Encoding.UTF8.GetBytes("data: {\"id\":\"a\"," + Write(sequence, nanoseconds) + "}\n\n");

            Assert.True(EmissionStamp.TryRead(line, out var readSequence, out var readNanoseconds));
            Assert.Equal((sequence, nanoseconds), (readSequence, readNanoseconds));
        });
    }

    [Fact]
    public void The_stamp_has_the_agreed_text() => Assert.Equal("\"stamp\":{\"seq\":7,\"ns\":123}", Write(7, 123));

    [Theory]
    [InlineData("""{"a":1, "stamp" : { "seq" : 4, "ns" : 99 } }""", 4, 99)]
    [InlineData("""{"stamp":{"seq":4,"ns":99},"added_by_a_gateway":{"x":1}}""", 4, 99)]
    [InlineData("""{"content":"say \"stamp\":{\"seq\":1,\"ns\":2}","stamp":{"seq":4,"ns":99}}""", 4, 99)]
    public void A_stamp_is_found_after_a_gateway_rewrote_the_json(string json, long sequence, long nanoseconds)
    {
        Assert.True(EmissionStamp.TryRead(Encoding.UTF8.GetBytes(json), out var readSequence, out var readNanoseconds));
        Assert.Equal((sequence, nanoseconds), (readSequence, readNanoseconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("data: [DONE]")]
    [InlineData("""{"content":"say \"stamp\":{\"seq\":1,\"ns\":2}"}""")]
    [InlineData("""{"stamp":{"seq":4,"ns":""")]
    [InlineData("""{"stamp":{"seq":4}}""")]
    public void An_event_without_a_whole_stamp_has_none(string line) =>
        Assert.False(EmissionStamp.TryRead(Encoding.UTF8.GetBytes(line), out _, out _));

    private static string Write(long sequence, long nanoseconds)
    {
        Span<byte> buffer = stackalloc byte[EmissionStamp.MaximumLength];
        return Encoding.UTF8.GetString(buffer[..EmissionStamp.Write(buffer, sequence, nanoseconds)]);
    }
}
