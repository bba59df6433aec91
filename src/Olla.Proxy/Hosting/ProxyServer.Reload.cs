using System.Collections.Immutable;
using Olla.Configuration;
using Olla.Proxy.Http;
using Olla.Proxy.Http.Limits;
using Olla.Proxy.Routing;

namespace Olla.Proxy.Hosting;

internal sealed partial class ProxyServer
{
    private readonly SemaphoreSlim _reloading = new(1, 1);

    /// <summary>
    /// Puts new options in force for the requests that come from now on; open ones end under the old. Endpoints keep their state by URL,
    /// and new ones are probed before they get a request.
    /// </summary>
    public async Task<ReloadReport> ReloadAsync(OllaOptions next, CancellationToken cancellation)
    {
        await _reloading.WaitAsync(cancellation);
        try
        {
            var before = _generations.Current;
            var report = ReloadReport.Between(before.Options, next);
            var endpoints = Following(next);
            await _health.WatchAsync(endpoints.AsMemory(), cancellation);
            _endpoints.Replace(endpoints);
            _attempts.Keep(endpoints.Select(endpoint => endpoint.Url.OriginalString).ToHashSet(StringComparer.Ordinal));

            var balancer = next.Proxy.LoadBalancer == before.Options.Proxy.LoadBalancer ? _router.Policy.Balancer : BalancerOf(next);
            _router.Policy = RoutingPolicy.From(next, balancer, _sessions);
            var sameLimits = ReloadReport.SameLimits(before.Options.Server.RateLimits, next.Server.RateLimits);
            var limiter = sameLimits ? before.RateLimiter : new RateLimiter(next.Server.RateLimits, _environment.Time);
            await _generations.ReplaceAsync(new Generation(next, _router, EngineOf(next), limiter));
            if (!sameLimits)
            {
                before.RateLimiter.Dispose();
            }

            await _models.FollowAsync(next, cancellation);
            return report;
        }
        finally
        {
            _reloading.Release();
        }
    }

    /// <summary>The endpoints of <paramref name="next"/>: the same object where nothing changed, the same state where only the URL did not.</summary>
    private ImmutableArray<Endpoint> Following(OllaOptions next)
    {
        var known = new Dictionary<Uri, Endpoint>();
        foreach (var endpoint in _endpoints.Snapshot.Span)
        {
            known[endpoint.Url] = endpoint;
        }

        return
        [
            .. next.Discovery.Endpoints.Select((options, index) => (known.Remove(options.Url, out var before) ? before : null) switch
            {
                null => new Endpoint(options, index),
                var same when same.Index == index && ReloadReport.SameEndpoint(same.Options, options) => same,
                var changed => new Endpoint(options, index) { State = changed.State },
            }),
        ];
    }
}
