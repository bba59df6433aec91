namespace Olla.Proxy.Engines.Http1;

/// <summary>Where one header field lies within its head, and what it is.</summary>
internal readonly record struct HeaderField(KnownHeader Kind, int NameStart, int NameLength, int ValueStart, int ValueLength)
{
    public ReadOnlySpan<byte> Name(ReadOnlySpan<byte> head) => head.Slice(NameStart, NameLength);

    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> head) => head.Slice(ValueStart, ValueLength);
}
