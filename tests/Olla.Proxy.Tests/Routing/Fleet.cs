using System.Text;
using Microsoft.Extensions.Time.Testing;
using Olla.Configuration;
using Olla.Proxy.Balancing;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Models;
using Olla.Proxy.Models.Parsing;
using Olla.Proxy.Models.Unification;
using Olla.Proxy.Providers;
using Olla.Proxy.Routing;

namespace Olla.Proxy.Tests.Routing;

/// <summary>A small fleet described in one line per endpoint, and a router over it.</summary>
internal sealed class Fleet
{
    private readonly Dictionary<Endpoint, List<DiscoveredModel>> _models = [];

    public List<Endpoint> Endpoints { get; } = [];
    public ModelRegistryOptions Options { get; set; } = new();
    public Dictionary<string, IReadOnlyList<string>> Aliases { get; } = [];
    public IModelListRefresher? Refresher { get; set; }
    public ModelRegistry Registry { get; } = new(ModelRulesSource.BuiltIn, new FakeTimeProvider());

    public Fleet Add(string name, string type = "ollama", EndpointStatus status = EndpointStatus.Healthy, params string[] models)
    {
        Endpoints.Add(new Endpoint(new EndpointOptions { Name = name, Url = new Uri($"http://{name}.test:8000"), Type = type }, Endpoints.Count)
        {
            State = new EndpointState { Status = status },
        });
        foreach (var model in models)
        {
            Learn(name, model);
        }

        return this;
    }

    /// <summary>Adds a model to what an endpoint lists.</summary>
    public void Learn(string endpoint, string model, string? digest = null)
    {
        var owner = Endpoints.Single(candidate => candidate.Name == endpoint);
        var models = _models.TryGetValue(owner, out var known) ? known : _models[owner] = [];
        models.Add(new DiscoveredModel { Name = model, Digest = digest });
        Registry.Register(owner, owner.Type, models);
    }

    public RequestRouter Router() => new(new EndpointRegistry([.. Endpoints]), ProviderCatalog.BuiltIn, Registry, new RoutingPolicy
    {
        Balancer = new FirstBalancer(),
        Models = Options,
        Aliases = Aliases,
    }, Refresher);

    public RoutingOutcome Route(string? body = null, string path = "/v1/chat/completions", string? scope = null, string contentType = "application/json") =>
        Router().RouteAsync(RequestFor(body, path, scope, contentType), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public static RoutingRequest RequestFor(string? body, string path = "/v1/chat/completions", string? scope = null, string contentType = "application/json") => new()
    {
        TargetPath = path,
        ProviderScope = scope,
        ContentType = contentType,
        Body = Encoding.UTF8.GetBytes(body ?? ""),
    };

    public static string Names(RoutingOutcome outcome) => string.Join(' ', outcome.Candidates.ToArray().Select(endpoint => endpoint.Name));
}

/// <summary>Takes the first routable candidate.</summary>
internal sealed class FirstBalancer : IBalancer
{
    public string Name => "first";

    public Endpoint? SelectAndReserve(ReadOnlySpan<Endpoint> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (candidate.State.Status.IsRoutable())
            {
                candidate.State.Reserve();
                return candidate;
            }
        }

        return null;
    }
}
