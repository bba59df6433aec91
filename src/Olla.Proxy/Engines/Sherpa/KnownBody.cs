using System.Net;

namespace Olla.Proxy.Engines.Sherpa;

/// <summary>A request body that is in memory, sent with its length or as chunks, as the client did; it knows when it was sent.</summary>
/// <param name="body">The bytes.</param>
/// <param name="isChunked">Whether the client sent chunks.</param>
/// <param name="progressed">Called when a connection was found, and when all was sent.</param>
internal sealed class KnownBody(ReadOnlyMemory<byte> body, bool isChunked, Action progressed) : HttpContent
{
    /// <summary>Whether all of it was handed to the connection.</summary>
    public bool IsFullySent { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        progressed();
        await stream.WriteAsync(body, cancellationToken);
        IsFullySent = true;
        progressed();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return !isChunked;
    }
}
