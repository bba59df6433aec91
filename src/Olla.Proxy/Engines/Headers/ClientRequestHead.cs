using System.Net;

namespace Olla.Proxy.Engines.Headers;

/// <summary>What a client's request says besides its body; filled from any transport.</summary>
internal readonly struct ClientRequestHead
{
    public required string Method { get; init; }

    /// <summary>The fields as received.</summary>
    public required IHeaderDictionary Fields { get; init; }

    /// <summary>The TCP peer; null where there is none, as in tests.</summary>
    public IPAddress? Peer { get; init; }

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public required string Scheme { get; init; }

    /// <summary>Reads it off an HTTP context.</summary>
    public static ClientRequestHead From(HttpContext context) => new()
    {
        Method = context.Request.Method,
        Fields = context.Request.Headers,
        Peer = context.Connection.RemoteIpAddress,
        Scheme = context.Request.Scheme,
    };
}
