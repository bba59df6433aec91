using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Olla.Configuration;

namespace Olla.Proxy.Routing.Sticky;

/// <summary>Finds a request's key: the first configured source that has something to offer.</summary>
internal static class StickyKeyReader
{
    public static StickyKey? Read(StickySessionOptions options, RoutingRequest request, in InspectedBody body, string model)
    {
        // By index: enumerating the interface would allocate on every request.
        for (var position = 0; position < options.KeySources.Count; position++)
        {
            var source = options.KeySources[position];
            var hash = source switch
            {
                StickyKeySource.SessionHeader => OfText(request.SessionId),
                StickyKeySource.PrefixHash => OfPrefix(request.Body.Span, body, options.PrefixHashBytes),
                StickyKeySource.AuthHeader => OfText(request.Authorization),
                _ => OfPeer(request.Peer),
            };
            if (hash is { } value)
            {
                return new StickyKey(source, value, model);
            }
        }

        return null;
    }

    private static ulong? OfText(string? text)
    {
        var trimmed = text.AsSpan().Trim();
        return trimmed.IsEmpty ? null : Fnv1a(MemoryMarshal.AsBytes(trimmed));
    }

    /// <summary>A conversation grows at its end, so its beginning stays the same from turn to turn.</summary>
    private static ulong? OfPrefix(ReadOnlySpan<byte> body, in InspectedBody found, int length)
    {
        var text = body[found.Messages];
        text = text.IsEmpty ? body[found.Prompt] : text;
        return text.IsEmpty ? null : Fnv1a(length > 0 && length < text.Length ? text[..length] : text);
    }

    private static ulong? OfPeer(IPAddress? peer)
    {
        if (peer is null)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        var address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        address.TryWriteBytes(bytes, out var written);
        return Fnv1a(bytes[..(address.AddressFamily == AddressFamily.InterNetwork ? 4 : written)]);
    }

    private static ulong Fnv1a(ReadOnlySpan<byte> bytes)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var b in bytes)
        {
            hash = (hash ^ b) * 1_099_511_628_211UL;
        }

        return hash;
    }
}
