namespace Olla.Proxy.Routing;

/// <summary>Decides which endpoints may serve a request.</summary>
internal interface IRequestRouter
{
    /// <summary>Decides from what is known now; null where a miss asks for a rediscovery of models first, which is not begun.</summary>
    RoutingOutcome? RouteNow(RoutingRequest request);

    /// <summary>Completes synchronously unless a miss triggers a rediscovery of models.</summary>
    ValueTask<RoutingOutcome> RouteAsync(RoutingRequest request, CancellationToken cancellation);
}
