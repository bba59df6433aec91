using System.Net;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>A whole request as the gate sees it; valid during the call only.</summary>
internal readonly ref struct LaneRequest(RequestHead head, ReadOnlyMemory<byte> bytes, IPAddress peer, string peerText)
{
    public RequestHead Head { get; } = head;

    /// <summary>The head's bytes, to be read with <see cref="Head"/>.</summary>
    public ReadOnlySpan<byte> HeadBytes => Bytes.Span[..Head.Length];

    public ReadOnlyMemory<byte> Body => Bytes[Head.Length..];

    /// <summary>The TCP peer.</summary>
    public IPAddress Peer { get; } = peer;

    /// <summary>The peer's address as text.</summary>
    public string PeerText { get; } = peerText;

    private ReadOnlyMemory<byte> Bytes { get; } = bytes;
}
