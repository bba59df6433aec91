using System.Buffers;
using System.Text;
using Olla.Proxy.Http.Translated.Inspection;

namespace Olla.Proxy.Tests.Http.Translated.Inspection;

public sealed class CopyingWriterTests
{
    [Theory]
    [InlineData(6, "abcdef")]
    [InlineData(5, "")]
    public void The_copy_is_whole_or_nothing_and_the_other_writer_gets_everything(int longest, string copy)
    {
        var inner = new ArrayBufferWriter<byte>();
        var writer = new CopyingWriter(inner, longest);
        foreach (var piece in new[] { "ab", "cd", "ef" })
        {
            writer.Write(Encoding.ASCII.GetBytes(piece));
        }

        Assert.Equal("abcdef", Encoding.ASCII.GetString(inner.WrittenSpan));
        Assert.Equal(copy, Encoding.ASCII.GetString(writer.Copy.Span));
    }
}
