using System.Collections.Immutable;
using Olla.Configuration;
using Olla.Proxy.Http;
using Olla.Proxy.Http.Limits;
using Olla.Proxy.Models.Unification;
using Olla.Proxy.Providers;
using Olla.Proxy.Routing;

namespace Olla.Proxy.Hosting;

internal sealed partial class ProxyServer
{
    private readonly SemaphoreSlim _reloading = new(1, 1);

    /// <summary>
    /// Puts new options in force for the requests that come from now on; open ones end under the old. Endpoints keep their state by URL,
    /// and new ones are probed before they get a request. What did not change keeps its connections, breakers and counters.
    /// </summary>
    /// <param name="next">The options to put in force.</param>
    /// <param name="cancellation">Gives up; before anything is in force, the old options stay whole.</param>
    /// <param name="providers">Profiles that were read for it; null reads them now.</param>
    /// <param name="rules">Model rules that were read for it; null keeps those in force.</param>
    public async Task<ReloadReport> ReloadAsync(
        OllaOptions next, CancellationToken cancellation, ProviderCatalog? providers = null, ModelRules? rules = null)
    {
        await _reloading.WaitAsync(cancellation);
        try
        {
            var before = _generations.Current;
            var report = ReloadReport.Between(before.Options, next);
            var endpoints = Following(next);
            _providers.Follow(providers ?? ProviderCatalog.Load(_environment.ProfileFolder, next.Proxy.ProfileFilter));
            await _health.WatchAsync(endpoints.AsMemory(), cancellation);
            _endpoints.Replace(endpoints);
            _attempts.Keep(endpoints.Select(endpoint => endpoint.Url.OriginalString).ToHashSet(StringComparer.Ordinal));

            var balancer = next.Proxy.LoadBalancer == before.Options.Proxy.LoadBalancer ? _router.Policy.Balancer : BalancerOf(next);
            _router.Policy = RoutingPolicy.From(next, balancer, _sessions);
            var sameLimits = ReloadReport.SameLimits(before.Options.Server.RateLimits, next.Server.RateLimits);
            var limiter = sameLimits ? before.RateLimiter : new RateLimiter(next.Server.RateLimits, _environment.Time);
            var engine = before.SharedEngine.Serves(next.Proxy) ? before.SharedEngine.Share() : EngineOf(next);
            Prepare(engine.Engine);
            await _generations.ReplaceAsync(new Generation(next, _router, engine, limiter) { Routes = Routes() });
            if (!sameLimits)
            {
                before.RateLimiter.Dispose();
            }

            if (next.Translators != before.Options.Translators)
            {
                _inspections.Prepare(next.Translators.Anthropic.Inspector);
            }

            await _models.FollowAsync(next, cancellation);
            return rules is not null && _models.Registry.Follow(rules) ? report with { Changes = [.. report.Changes, "models.yaml"] } : report;
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
                // Only its place changed: with the options it had it is known to the engine.
                var moved when ReloadReport.SameEndpoint(moved.Options, options) => new Endpoint(moved.Options, index) { State = moved.State },
                var changed => new Endpoint(options, index) { State = changed.State },
            }),
        ];
    }
}
