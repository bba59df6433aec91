namespace Olla.Proxy.Http;

/// <summary>Answers one request.</summary>
internal delegate Task RequestHandler(RequestScope scope);

/// <summary>What a request passes before its handler.</summary>
internal enum RouteClass
{
    /// <summary>Answered here: size limits, request id, access log.</summary>
    Local,

    /// <summary>Forwarded: as <see cref="Local"/>, behind the rate limits.</summary>
    Proxied,
}

/// <summary>One entry of the route map.</summary>
internal sealed record Route
{
    /// <summary>An exact path, or a subtree when it ends in a slash.</summary>
    public required string Pattern { get; init; }

    public required RequestHandler Handler { get; init; }

    public RouteClass Class { get; init; } = RouteClass.Local;

    /// <summary>Methods that are answered; empty for all. GET implies HEAD.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>Canonical provider type whose endpoints may serve this route; null for any.</summary>
    public string? ProviderScope { get; init; }

    /// <summary>A header in which this route's clients look for the request's id, besides <c>X-Olla-Request-ID</c>; null for none.</summary>
    public string? RequestIdHeader { get; init; }

    /// <summary>The scope as the route spells it, for messages; null where that is <see cref="ProviderScope"/>.</summary>
    public string? ScopeName { get; init; }

    /// <summary>Whether the handler does not look at a request's body, which is then drained and measured before.</summary>
    public bool IgnoresBody { get; init; }

    /// <summary>How this route's clients expect errors, by the path behind the pattern.</summary>
    public Func<string, ErrorFormat> ErrorFormatOf { get; init; } = static _ => ErrorFormat.PlainText;
}

/// <summary>What the route map says of a path.</summary>
/// <param name="Route">The longest match; null when there is none.</param>
/// <param name="TargetPath">The path behind the pattern, with its leading slash.</param>
/// <param name="RedirectPath">Where the client should ask instead; null for no redirect.</param>
internal readonly record struct RouteMatch(Route? Route, string TargetPath, string? RedirectPath = null);
