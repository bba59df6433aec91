using System.Text;
using Olla.Proxy.Engines;
using Olla.Proxy.Engines.Headers;
using Olla.Proxy.Engines.Olla;
using Olla.Proxy.Engines.Olla.Lane;
using Olla.Proxy.Http.Limits;
using Olla.Proxy.Providers;
using Olla.Proxy.Routing;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Http.Lane;

/// <summary>
/// Lets requests into the fast lane, by the same map, router, limits and statistics as the handler's. Whatever it does not let in is
/// decided, and answered, by the handler.
/// </summary>
internal sealed class LaneGate(
    GenerationHolder generations, RequestIdentity identity, AccessLog accessLog, RequestStatistics statistics,
    ProviderCatalog providers, TimeProvider time) : ILaneGate
{
    /// <summary>Models with longer names, in characters, do not fit the heads that the lane writes.</summary>
    private const int LongestModel = 1024;

    // A gate serves the process; the loops' threads are its own.
    [ThreadStatic]
    private static PathCache? _paths;
    [ThreadStatic]
    private static ModelText? _model;

    public bool TryAdmit(in LaneRequest request, LaneExchange exchange)
    {
        var routes = generations.Current.Routes;
        if (_paths?.Routes != routes) _paths = new PathCache(routes);
        var path = _paths.Find(request.Head.Path(request.HeadBytes));
        if (path.Match.Route is not { Class: RouteClass.Proxied, Handler.Target: ProxyHandler } route) return false;
        var generation = generations.Enter();
        if (TryAdmit(request, exchange, generation, path, route)) return true;
        Leave(generation);
        return false;
    }

    public void WriteOwnFields(LaneExchange exchange, bool isNamed, ref ByteWriter writer)
    {
        var admission = (LaneAdmission)exchange.Admission!;
        writer.WriteField("X-RateLimit-Limit"u8, admission.Rate.Limit);
        writer.WriteField("X-RateLimit-Remaining"u8, admission.Rate.Remaining);
        writer.WriteField("X-RateLimit-Reset"u8, time.GetUtcNow().ToUnixTimeSeconds() + 60);
        writer.WriteField("X-Olla-Request-ID"u8, admission.RequestId);
        if (!isNamed) writer.WriteField("X-Request-ID"u8, admission.RequestId);
        if (exchange.Outcome!.Decision is not { } decision) return;
        writer.WriteField("X-Olla-Routing-Strategy"u8, decision.Strategy);
        writer.WriteField("X-Olla-Routing-Decision"u8, decision.Action);
        if (decision.Reason.Length > 0) writer.WriteField("X-Olla-Routing-Reason"u8, decision.Reason);
    }

    public void Ended(LaneExchange exchange, ExchangeResult? result)
    {
        var admission = (LaneAdmission)exchange.Admission!;
        if (result is { Committed: true } or { Outcome: ExchangeOutcome.ClientGone })
        {
            statistics.RequestEnded(ProxyHandler.RecordOf(exchange.Outcome!, result, time.GetElapsedTime(exchange.ArrivedAt), admission.ClientAddress));
            accessLog.Write(admission, result, exchange.Outcome!, exchange.ArrivedAt);
        }
        Leave(admission.Generation);
    }

    private bool TryAdmit(in LaneRequest request, LaneExchange exchange, Generation generation, PathCache.Entry path, Route route)
    {
        var options = generation.Options;
        var limits = options.Server.RequestLimits;
        // A reload may have brought what only the portable path does.
        if (generation.Engine is not OllaEngine { Lane: var forwarding } || generation.Cors is not null || !LaneTransport.Serves(options.Proxy)
            || request.Head.Length > limits.MaxHeaderSize || (limits.MaxBodySize > 0 && request.Body.Length > limits.MaxBodySize))
            return false;
        // Rediscovering models takes a while: the handler begins it and waits, so that its answer tells of it.
        if (generation.Router.RouteNow(RoutingRequestOf(request, generation, path, route)) is not { } outcome) return false;
        if (outcome.RejectionStatus != 0 || outcome.Model?.Length > LongestModel || !forwarding.CanServe(outcome.Candidates.Span)) return false;
        var client = ClientOf(request, generation);
        var rate = generation.RateLimiter.Take(client);
        if (!rate.Allowed) return false;

        var admission = exchange.Admission as LaneAdmission ?? new LaneAdmission();
        admission.Generation = generation;
        admission.Rate = rate;
        admission.ClientAddress = client;
        admission.RequestId = identity.For(TextOf(request.Head.RequestId(request.HeadBytes)));
        admission.Method = request.Head.MethodName;
        admission.Path = path.Text;
        admission.TraceParent = accessLog.WantsTrace(generation) ? Find(request, "traceparent"u8) : null;
        exchange.Admission = admission;
        exchange.Forwarding = forwarding;
        exchange.Outcome = outcome;
        exchange.Histograms = statistics.Histograms;
        exchange.Providers = providers;
        exchange.Balancer = outcome.Balancer;
        exchange.SetCandidates(outcome.Candidates.Span);
        exchange.StreamRequested = outcome.StreamRequested;
        exchange.WriteLimit = (long)(options.Server.WriteTimeout.TotalSeconds * time.TimestampFrequency);
        exchange.PrefixLength = path.Text.Length - path.Match.TargetPath.Length;
        exchange.Model = outcome.Model is { } model ? (_model ??= new ModelText()).Of(model) : default;
        return true;
    }

    private static RoutingRequest RoutingRequestOf(in LaneRequest request, Generation generation, PathCache.Entry path, Route route)
    {
        var isSticky = generation.Options.Proxy.StickySessions.Enabled;
        return new RoutingRequest
        {
            ProviderScope = route.ProviderScope,
            TargetPath = path.Match.TargetPath,
            ContentType = ContentTypeOf(request.Head.ContentType(request.HeadBytes)),
            Body = request.Body,
            // Both are read for sticky keys only.
            SessionId = isSticky ? TextOf(request.Head.SessionId(request.HeadBytes)) : null,
            Authorization = isSticky ? TextOf(request.Head.Authorization(request.HeadBytes)) : null,
            Peer = request.Peer,
        };
    }

    private static string ClientOf(in LaneRequest request, Generation generation)
    {
        var options = generation.Options.Server.RateLimits;
        if (!options.TrustProxyHeaders) return request.PeerText;
        var forwarded = ClientAddress.OfTrusted(
            request.Peer, Find(request, "x-forwarded-for"u8) ?? "", Find(request, "x-real-ip"u8) ?? "", options);
        return forwarded ?? request.PeerText;
    }

    private static string? Find(in LaneRequest request, ReadOnlySpan<byte> name)
    {
        foreach (var field in request.Head.Fields)
            if (Ascii.EqualsIgnoreCase(field.Name(request.HeadBytes), name)) return TextOf(field.Value(request.HeadBytes));
        return null;
    }

    private static string? ContentTypeOf(ReadOnlySpan<byte> value) =>
        value.SequenceEqual("application/json"u8) ? "application/json" : TextOf(value);

    private static string? TextOf(ReadOnlySpan<byte> value) => value.IsEmpty ? null : Encoding.ASCII.GetString(value);

    private static void Leave(Generation generation)
    {
        var leaving = generation.LeaveAsync();
        // Only the last request of a configuration that was replaced closes anything; nobody waits for it.
        if (!leaving.IsCompletedSuccessfully) _ = leaving.AsTask();
    }

    /// <summary>A model's name as header bytes; the one asked for last is kept.</summary>
    private sealed class ModelText
    {
        private string _model = "";
        private byte[] _bytes = [];

        public byte[] Of(string model)
        {
            if (_model != model) (_model, _bytes) = (model, Encoding.ASCII.GetBytes(HeaderText.Safe(model)));
            return _bytes;
        }
    }
}
