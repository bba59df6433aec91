using System.Collections.Immutable;
using Olla.Configuration;
using Olla.Proxy.Balancing;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Engines;
using Olla.Proxy.Engines.Breakers;
using Olla.Proxy.Engines.Olla;
using Olla.Proxy.Engines.Olla.Lane;
using Olla.Proxy.Engines.Sherpa;
using Olla.Proxy.Health;
using Olla.Proxy.Http;
using Olla.Proxy.Http.Dashboard;
using Olla.Proxy.Http.Lane;
using Olla.Proxy.Http.Limits;
using Olla.Proxy.Http.Status;
using Olla.Proxy.Http.Translated;
using Olla.Proxy.Http.Translated.Inspection;
using Olla.Proxy.Models.Listing;
using Olla.Proxy.Providers;
using Olla.Proxy.Routing;
using Olla.Proxy.Routing.Sticky;
using Olla.Proxy.Statistics;
using Route = Olla.Proxy.Http.Route;

namespace Olla.Proxy.Hosting;

/// <summary>
/// A whole proxy, put together from its rooms: first health, then models, then the listener, so that the first request finds an
/// informed proxy.
/// </summary>
internal sealed partial class ProxyServer : IAsyncDisposable
{
    private readonly ProxyEnvironment _environment;
    private readonly ProviderCatalog _providers;
    private readonly EndpointRegistry _endpoints;
    private readonly HttpEndpointProbe _probe;
    private readonly HealthMonitor _health;
    private readonly ModelUpkeep _models;
    private readonly StickySessionStore _sessions;
    private readonly RequestRouter _router;
    private readonly AttemptStatistics _attempts = new();
    private readonly RequestTelemetry _telemetry = new();
    private readonly RequestStatistics _requests;
    private readonly SecurityStatistics _security;
    private readonly BodyIntake _bodies;
    private readonly TranslatorStatistics _translators = new();
    private readonly RecentRequests _recent = new();
    private readonly InspectionLog _inspections;
    private readonly ConfigurationInForce _configuration = new();
    private readonly EndpointBreakers _breakers;
    private readonly ProxyHandler _proxying;
    private readonly GenerationHolder _generations;
    private readonly DashboardFeed _dashboard;
    private readonly DateTimeOffset _startedAt;

    // What listens at the start listens to the end.
    private readonly bool _isLane;
    private WebServer? _web;

    private ProxyServer(OllaOptions options, ProxyEnvironment environment)
    {
        var time = environment.Time;
        _environment = environment;
        _startedAt = time.GetUtcNow();
        _isLane = LaneTransport.Serves(options.Proxy);
        _providers = environment.Providers ?? ProviderCatalog.Load(environment.ProfileFolder, options.Proxy.ProfileFilter);
        _endpoints = new EndpointRegistry(EndpointsOf(options));
        _probe = new HttpEndpointProbe(_providers.HealthUrlOf, $"olla-perf/{environment.Product.Version.TrimStart('v')}", time);
        _health = new HealthMonitor(_probe, Sequence(1), time, environment.Loggers.CreateLogger<HealthMonitor>());
        _requests = new RequestStatistics(time, environment.Seed, _telemetry);
        _security = new SecurityStatistics(time);
        _bodies = new BodyIntake(time, _security);
        _telemetry.Publish(_requests, _security, () => _endpoints.Snapshot.ToArray());
        _models = new ModelUpkeep(options, _endpoints, _providers, environment);
        _sessions = new StickySessionStore(time);
        _health.Tell(_models);
        _health.Tell(new StickyPurge(_sessions));
        _router = new RequestRouter(_endpoints, _providers, _models.Registry, RoutingPolicy.From(options, BalancerOf(options), _sessions), _models.Discovery);
        _breakers = new EndpointBreakers(time);
        _inspections = new InspectionLog(time, environment.Loggers.CreateLogger<InspectionLog>());
        _proxying = new ProxyHandler(_bodies, _providers, time, _requests);
        _generations = new GenerationHolder(
            new Generation(options, _router, EngineOf(options), new RateLimiter(options.Server.RateLimits, time)));
        _dashboard = new DashboardFeed(DashboardSources());
        _generations.Current.Routes = Routes();
        Prepare(_generations.Current.Engine);
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:40114</c>.</summary>
    public IReadOnlyList<string> Addresses => _web?.Addresses ?? [];

    /// <summary>The configuration in force with everything made from it.</summary>
    public Generation InForce => _generations.Current;

    /// <summary>All endpoints with their states.</summary>
    public EndpointRegistry Endpoints => _endpoints;

    /// <summary>Checks every endpoint once, then opens the listener.</summary>
    /// <exception cref="StartFailure">The listener cannot be opened; the message says why.</exception>
    public static async Task<ProxyServer> StartAsync(
        OllaOptions options, ListenAddress listen, ProxyEnvironment environment, CancellationToken cancellation)
    {
        var server = new ProxyServer(options, environment);
        try
        {
            await server._health.WatchAsync(server._endpoints.Snapshot, cancellation);
            await server._models.StartAsync(cancellation);
            server._dashboard.Start();
            server._inspections.Prepare(options.Translators.Anthropic.Inspector);
            var (application, lane) = server.Application(options);
            server._web = await WebServer.StartAsync(listen, options.Server, application, environment.Loggers, lane, cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops accepting, lets open requests end, aborts what is left when <paramref name="abort"/> is cancelled.</summary>
    public Task StopAsync(CancellationToken abort)
    {
        _dashboard.Stop();
        return _web?.StopAsync(abort) ?? Task.CompletedTask;
    }

    /// <summary>Tells the dashboard which settings are in force and where they were written.</summary>
    public void Describe(LoadedConfiguration loaded) => _configuration.Replace(loaded);

    public async ValueTask DisposeAsync()
    {
        if (_web is not null)
        {
            await _web.StopAsync(new CancellationToken(canceled: true));
            await _web.DisposeAsync();
        }

        await _dashboard.DisposeAsync();
        await _health.DisposeAsync();
        await _models.DisposeAsync();
        await _inspections.DisposeAsync();
        _probe.Dispose();
        await _generations.Current.DisposeAsync();
        _generations.Current.RateLimiter.Dispose();
        _reloading.Dispose();
        _telemetry.Dispose();
    }

    private (ProxyApplication Application, LaneTransport? Lane) Application(OllaOptions options)
    {
        var (time, loggers) = (_environment.Time, _environment.Loggers);
        var identity = new RequestIdentity(Sequence(2));
        var accessLog = new AccessLog(time, _recent, _telemetry, loggers.CreateLogger<AccessLog>());
        var application = new ProxyApplication(
            _generations, identity, _bodies, _security, accessLog, time, loggers.CreateLogger<ProxyApplication>());
        if (!_isLane)
        {
            return (application, null);
        }

        var gate = new LaneGate(_generations, identity, accessLog, _requests, _providers, time);
        return (application, new LaneTransport(
            LaneSettings.From(options.Proxy, options.Server), LaneForwarding.Product, gate, time, loggers, EngineRuntime.ServedSockets()));
    }

    private RouteMap Routes()
    {
        var responses = new ResponsesRoutes(Translating(new ResponsesApi(_environment.Time)), _proxying);
        return new RouteMap([.. Pages(), .. responses.All(_providers), .. ProxyRoutes.Of(_providers.Prefixes, _proxying.HandleAsync)]);
    }

    private IEnumerable<Route> Pages()
    {
        var (time, product) = (_environment.Time, _environment.Product);
        var status = new StatusPages(_endpoints, _requests, _attempts, _security, _models, product, _startedAt, _isLane, time);
        var figures = new StatisticsPages(_requests.Models, _sessions, time);
        var metrics = new MetricsPage(_endpoints, _requests, _attempts, _security, _models, product, _startedAt, time);
        yield return LocalRoutes.Page("/internal/health", StatusPages.HealthAsync);
        yield return LocalRoutes.Page("/internal/status", status.OverallAsync);
        yield return LocalRoutes.Page("/internal/status/endpoints", status.EndpointsAsync);
        var inventory = new ModelInventoryPage(_models.Registry, _endpoints, time);
        yield return LocalRoutes.Page("/internal/status/models", inventory.HandleAsync);
        yield return LocalRoutes.Page("/internal/stats/models", figures.ModelsAsync);
        yield return LocalRoutes.Page("/internal/stats/sticky", figures.StickyAsync);
        yield return LocalRoutes.Page("/internal/stats/translators", new TranslatorPage(_translators, time).HandleAsync);
        yield return LocalRoutes.Page("/internal/process", new ProcessPage(_startedAt, time).HandleAsync);
        yield return LocalRoutes.Page("/internal/metrics", metrics.HandleAsync);
        yield return LocalRoutes.Page("/version", new VersionPage(product).HandleAsync);
        foreach (var route in new DashboardRoutes(_environment.DashboardAssets ?? DashboardAssets.Embedded(), _dashboard, _startedAt).Routes())
        {
            yield return route;
        }

        var listing = new ModelListing(_endpoints, _models.Registry, _providers);
        var lists = new ModelPages(listing, inventory.HandleAsync, _proxying.HandleAsync, time);
        var anthropic = new AnthropicRoutes(Translating(new MessagesApi(_inspections)), listing, _startedAt, _bodies);
        foreach (var route in lists.Routes(_providers).Concat(anthropic.All()))
        {
            yield return route;
        }
    }

    private DashboardSources DashboardSources() => new()
    {
        Generations = _generations,
        Endpoints = _endpoints,
        Models = _models.Registry,
        Census = _models,
        Requests = _requests,
        Attempts = _attempts,
        Security = _security,
        Sessions = _sessions,
        Recent = _recent,
        Configuration = _configuration,
        Product = _environment.Product,
        StartedAt = _startedAt,
        Time = _environment.Time,
    };

    private TranslatingHandler Translating(ITranslatedApi api) =>
        new(api, _providers, _environment.Time, _requests, _translators, _bodies);

    private IBalancer BalancerOf(OllaOptions options) => BalancerFactory.Create(options.Proxy.LoadBalancer, _environment.Seed);

    private SharedEngine EngineOf(OllaOptions options) => new(
        options.Proxy.Engine switch
        {
            EngineKind.Sherpa => new SherpaEngine(options.Proxy, _health, _attempts, _environment.Time, _environment.Loggers),
            _ => new OllaEngine(options.Proxy, _health, _attempts, _environment.Time, _environment.Loggers, _breakers),
        },
        options.Proxy);

    /// <summary>Lets the lane know its endpoints before the first request for them.</summary>
    private void Prepare(IProxyEngine engine)
    {
        if (_isLane && engine is OllaEngine { Lane: var lane })
        {
            lane.Prepare(_endpoints.Snapshot.Span);
        }
    }

    private static ImmutableArray<Endpoint> EndpointsOf(OllaOptions options) =>
        [.. options.Discovery.Endpoints.Select((endpoint, index) => new Endpoint(endpoint, index))];

    private SequenceGenerator Sequence(ulong purpose) => new(_environment.Seed + (purpose * 0x5851_F42D_4C95_7F2D));
}
