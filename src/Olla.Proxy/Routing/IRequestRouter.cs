namespace Olla.Proxy.Routing;

/// <summary>Decides which endpoints may serve a request.</summary>
internal interface IRequestRouter
{
    /// <summary>Completes synchronously unless a miss triggers a rediscovery of models.</summary>
    ValueTask<RoutingOutcome> RouteAsync(RoutingRequest request, CancellationToken cancellation);
}
