using Microsoft.AspNetCore.Http.Features;
using Olla.Proxy.Engines;
using Olla.Proxy.Engines.Olla.Lane;
using Olla.Proxy.Routing;

namespace Olla.Proxy.Http;

/// <summary>One client request on its way through the proxy. Kestrel keeps one per connection and it is used again for the next request.</summary>
internal sealed class RequestScope
{
    private readonly DefaultHttpContext _context = new();

    public HttpContext Context => _context;
    public HttpRequest Request => _context.Request;
    public HttpResponse Response => _context.Response;

    /// <summary>Arrival in ticks of <see cref="TimeProvider.GetTimestamp"/>; all latencies count from here.</summary>
    public long ArrivedAt { get; private set; }

    /// <summary>What the client asked for, undecoded.</summary>
    public RequestTarget Target { get; private set; }

    /// <summary>The configuration this request lives under, whatever is loaded meanwhile.</summary>
    public required Generation Generation { get; set; }

    public Route? Route { get; set; }

    /// <summary>The path behind the route's pattern, with a leading slash; for proxied routes the path for the backend.</summary>
    public string TargetPath { get; set; } = "/";

    public ErrorFormat ErrorFormat => Route?.ErrorFormatOf(TargetPath) ?? ErrorFormat.PlainText;

    /// <summary>Value of <c>X-Olla-Request-ID</c>; empty until the request was let in.</summary>
    public string RequestId { get; set; } = "";

    /// <summary>Who sent it, as the trust settings see it.</summary>
    public string ClientAddress { get; set; } = "";

    /// <summary>What the fast lane had done already for this request; null for most.</summary>
    public LaneHandOver? HandOver { get; private set; }

    /// <summary>How the exchange with a backend ended; null for what was answered locally.</summary>
    public ExchangeResult? Exchange { get; set; }

    /// <summary>Lower-cased model of the request, or null.</summary>
    public string? Model { get; set; }

    public RoutingDecision? Decision { get; set; }

    /// <summary><c>passthrough</c> or <c>translation</c> for requests of translated APIs that went to a backend, else null.</summary>
    public string? TranslatorMode { get; set; }

    /// <summary>Starts on a new request.</summary>
    public void Begin(IFeatureCollection features, long now)
    {
        _context.Initialize(features);
        HandOver = LaneHandOver.TakeFrom(_context);
        ArrivedAt = HandOver?.ArrivedAt ?? now;
        Target = RequestTarget.Parse(features.Get<IHttpRequestFeature>()!.RawTarget);
    }

    /// <summary>Forgets the request.</summary>
    public void End()
    {
        _context.Uninitialize();
        (Route, TargetPath, RequestId, ClientAddress) = (null, "/", "", "");
        (Exchange, Model, Decision, HandOver, TranslatorMode) = (null, null, null, null, null);
    }

    /// <summary>Answers with an error of our own in the route's format.</summary>
    public Task FailAsync(int status, string message, string? code = null) =>
        ErrorAnswer.WriteAsync(Response, ErrorFormat, status, message, code, RequestId);
}
