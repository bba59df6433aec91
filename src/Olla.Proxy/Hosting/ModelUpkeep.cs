using Olla.Configuration;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Health;
using Olla.Proxy.Http.Status;
using Olla.Proxy.Models;
using Olla.Proxy.Models.Discovery;
using Olla.Proxy.Models.Unification;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Hosting;

/// <summary>Keeps the model registry up to date for as long as the proxy runs: periodically, and for every endpoint that comes back.</summary>
internal sealed class ModelUpkeep : IHealthObserver, IModelCensus, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpModelListClient _client;
    private readonly EndpointRegistry _endpoints;
    private ModelRegistryOptions _options;
    private Task _running = Task.CompletedTask;

    public ModelUpkeep(OllaOptions options, EndpointRegistry endpoints, ProviderCatalog providers, ProxyEnvironment environment)
    {
        (_endpoints, _options) = (endpoints, options.ModelRegistry);
        _client = new HttpModelListClient(environment.Product.Version.TrimStart('v'));
        Registry = new ModelRegistry(environment.ModelRules ?? ModelRulesSource.BuiltIn, environment.Time) { Unify = options.ModelRegistry.EnableUnifier };
        Discovery = new ModelDiscovery(
            endpoints, new ModelListReader(providers, _client), Registry, options.Discovery.ModelDiscovery, environment.Time,
            environment.Loggers.CreateLogger<ModelDiscovery>());
    }

    public ModelRegistry Registry { get; }
    public ModelDiscovery Discovery { get; }

    /// <summary>Lists all models once, then goes on in the background.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await Discovery.DiscoverAllAsync(cancellation);

        // The first reader after a change compiles it, and readers meanwhile see what was before: the first request must not be one of them.
        _ = Registry.Current;
        _running = Task.WhenAll(
            UntilStopped(Discovery.RunAsync(_stopping.Token)),
            UntilStopped(Discovery.SweepAsync(() => Volatile.Read(ref _options), _stopping.Token)));
    }

    /// <summary>Follows new options; lists the models of endpoints that are new.</summary>
    public async Task FollowAsync(OllaOptions options, CancellationToken cancellation)
    {
        Volatile.Write(ref _options, options.ModelRegistry);
        Registry.Unify = options.ModelRegistry.EnableUnifier;
        Registry.KeepOnly(_endpoints.Snapshot.Span);
        Discovery.Options = options.Discovery.ModelDiscovery;
        await Discovery.DiscoverAllAsync(cancellation);
    }

    public void Recovered(Endpoint endpoint) => _ = Discovery.RediscoverAsync(endpoint, _stopping.Token);

    public void WentDown(Endpoint endpoint)
    {
        // Its models stay known: requests for them are told "unavailable" rather than "unknown".
    }

    public (int Count, DateTimeOffset? LastUpdated) ModelsOf(Endpoint endpoint) =>
        Registry.Current.ListOf(endpoint) is { } list ? (list.Models.Length, list.ReadAt) : (0, null);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _client.Dispose();
        _stopping.Dispose();
    }

    private static async Task UntilStopped(Task work)
    {
        try
        {
            await work;
        }
        catch (OperationCanceledException)
        {
            // The proxy stops.
        }
    }
}
