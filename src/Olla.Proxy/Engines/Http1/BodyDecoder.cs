namespace Olla.Proxy.Engines.Http1;

/// <summary>Takes the framing off a body, whichever it is.</summary>
/// <param name="framing">How the end is marked.</param>
/// <param name="length">Bytes declared, for <see cref="BodyFraming.Length"/>.</param>
internal struct BodyDecoder(BodyFraming framing, long length)
{
    private ChunkedDecoder _chunks;
    private long _left = length;
    private bool _complete = framing == BodyFraming.None || (framing == BodyFraming.Length && length == 0);

    public readonly BodyFraming Framing => framing;

    /// <summary>Whether the body has ended; a body that ends with its connection never does by itself.</summary>
    public readonly bool IsComplete => _complete;

    /// <summary>Whether <paramref name="buffered"/> bytes at hand are known to hold all the rest.</summary>
    public readonly bool IsCovered(int buffered) => _complete || (framing == BodyFraming.Length && buffered >= _left);

    /// <summary>Whether the end of the connection is a proper end here.</summary>
    public readonly bool MayEndWithConnection => _complete || framing == BodyFraming.UntilClose;

    /// <inheritdoc cref="ChunkedDecoder.Next"/>
    public DecodeStatus Next(ReadOnlySpan<byte> source, out int consumed, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        consumed = 0;
        if (_complete)
        {
            return DecodeStatus.Complete;
        }

        if (source.IsEmpty)
        {
            return DecodeStatus.NeedsMore;
        }

        switch (framing)
        {
            case BodyFraming.Chunked:
                var status = _chunks.Next(source, out consumed, out payload);
                _complete = status == DecodeStatus.Complete;
                return status;
            case BodyFraming.Length:
                payload = source[..(int)Math.Min(_left, source.Length)];
                _left -= payload.Length;
                _complete = _left == 0;
                break;
            default:
                payload = source;
                break;
        }

        consumed = payload.Length;
        return DecodeStatus.Payload;
    }
}
