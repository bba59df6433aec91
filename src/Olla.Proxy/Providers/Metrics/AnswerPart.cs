namespace Olla.Proxy.Providers.Metrics;

/// <summary>Bytes of an answer: a JSON document, or a line that holds one.</summary>
/// <param name="bytes">Empty for none.</param>
/// <param name="isCut">Whether its beginning was too long to be kept.</param>
internal readonly ref struct AnswerPart(ReadOnlySpan<byte> bytes, bool isCut)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public bool IsCut { get; } = isCut;
}
