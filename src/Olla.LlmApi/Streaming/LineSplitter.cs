namespace Olla.LlmApi.Streaming;

/// <summary>
/// Splits newline-delimited JSON into lines, however the bytes are cut. One instance serves one stream, from one thread at a time.
/// Lines end with LF or CRLF; empty ones are skipped. A line that arrives whole in one read is returned as a slice of it.
/// </summary>
/// <param name="maximumLineLength">Longest line in bytes; a longer one throws <see cref="InvalidDataException"/>.</param>
public sealed class LineSplitter(int maximumLineLength = 16 * 1024 * 1024)
{
    private readonly ByteAccumulator _line = new(maximumLineLength);
    private bool _returned;

    /// <summary>True if an unfinished line is held. It is a whole one if the stream ends now and the line parses.</summary>
    public bool HoldsPartialLine => !_returned && _line.Length > 0;

    /// <summary>The unfinished line that is held, for a stream that ends without a line feed.</summary>
    public ReadOnlySpan<byte> PartialLine => _returned ? default : _line.Content;

    /// <summary>Takes the next line, without its end, from <paramref name="bytes"/> and moves it on behind that line.</summary>
    /// <param name="bytes">What was read and not yet split.</param>
    /// <param name="line">Valid until the next call or until the read buffer changes.</param>
    /// <returns>False if the bytes are used up; what they began is kept for the next call.</returns>
    /// <exception cref="InvalidDataException">A line is longer than the limit.</exception>
    public bool TryRead(scoped ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> line)
    {
        if (_returned)
        {
            _line.Clear();
            _returned = false;
        }

        while (true)
        {
            var end = bytes.IndexOf((byte)'\n');
            if (end < 0)
            {
                _line.Append(bytes);
                bytes = default;
                line = default;
                return false;
            }

            if (_line.Length == 0)
            {
                line = WithoutCarriageReturn(bytes[..end]);
            }
            else
            {
                _line.Append(bytes[..end]);
                line = WithoutCarriageReturn(_line.Content);
            }

            bytes = bytes[(end + 1)..];
            if (!line.IsEmpty)
            {
                _returned = true;
                return true;
            }

            _line.Clear();
        }
    }

    private static ReadOnlySpan<byte> WithoutCarriageReturn(ReadOnlySpan<byte> line) =>
        !line.IsEmpty && line[^1] == (byte)'\r' ? line[..^1] : line;
}
