using System.Net;

namespace Olla.Proxy.Routing;

/// <summary>What routing needs to know of a client's request; made from any transport.</summary>
internal sealed record RoutingRequest
{
    /// <summary>Canonical provider type for <c>/olla/{prefix}/…</c>, null for <c>/olla/proxy/…</c>.</summary>
    public string? ProviderScope { get; init; }

    /// <summary>The prefix as the client's path normalised to, for messages; null means <see cref="ProviderScope"/> itself.</summary>
    public string? ScopeName { get; init; }

    /// <summary>Raw path for the backend (prefix stripped), without query.</summary>
    public required string TargetPath { get; init; }

    /// <summary>Set for paths that are ours and not a provider's (Anthropic messages): no provider is preferred for declaring them.</summary>
    public bool IgnorePathProfiles { get; init; }

    public string? ContentType { get; init; }
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Header <c>X-Olla-Session-ID</c>.</summary>
    public string? SessionId { get; init; }

    /// <summary>The client's <c>Authorization</c> header; used hashed, as a sticky key only.</summary>
    public string? Authorization { get; init; }

    /// <summary>The TCP peer.</summary>
    public IPAddress? Peer { get; init; }
}
