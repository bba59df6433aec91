using System.Text;

namespace Olla.Proxy.Engines.Headers;

/// <summary>
/// Reads a <c>Content-Length</c> for the web server, which by itself lets a sign pass (<c>+3</c>): whatever is not digits alone becomes a
/// text that it refuses with 400. Two readers who disagree on a length are how requests get smuggled.
/// </summary>
internal sealed class DigitsEncoding : Encoding
{
    /// <summary>More digits than this are no length that anybody means, and more than the web server has room for.</summary>
    private const int MostDigits = 19;

    private static ReadOnlySpan<byte> Refused => "x"u8;

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars) =>
        Latin1.GetChars(bytes.Length <= MostDigits && !bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? bytes : Refused, chars);

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override int GetCharCount(byte[] bytes, int index, int count) => Math.Max(1, count);

    public override int GetMaxCharCount(int byteCount) => Math.Max(1, byteCount);

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => charCount;
}
