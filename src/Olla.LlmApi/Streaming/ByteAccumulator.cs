namespace Olla.LlmApi.Streaming;

/// <summary>A growing buffer that is kept between events, so that a settled stream allocates nothing.</summary>
internal sealed class ByteAccumulator(int limit)
{
    private byte[] _bytes = [];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Content => _bytes.AsSpan(0, Length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        var needed = (long)Length + bytes.Length;
        if (needed > limit)
        {
            throw new InvalidDataException($"The stream holds an event of more than {limit} bytes.");
        }

        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(limit, Math.Max(needed, Math.Max(1024, 2L * _bytes.Length))));
        }

        bytes.CopyTo(_bytes.AsSpan(Length));
        Length = (int)needed;
    }

    public void Clear() => Length = 0;
}
