using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Olla.Configuration;
using Olla.Proxy.Balancing;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Models;
using Olla.Proxy.Providers;
using Olla.Proxy.Routing;

namespace Olla.Proxy.Tests.Routing;

/// <summary>A small fleet described in one line per endpoint, and a router over it.</summary>
internal sealed class Fleet
{
    public List<Endpoint> Endpoints { get; } = [];
    public Dictionary<string, List<ModelLocation>> Named { get; } = new(StringComparer.OrdinalIgnoreCase);
    public Dictionary<string, List<string>> Capable { get; } = [];
    public bool HasData { get; set; }
    public ModelRegistryOptions Options { get; set; } = new();
    public Dictionary<string, IReadOnlyList<string>> Aliases { get; } = [];
    public IModelListRefresher? Refresher { get; set; }
    public ModelRegistry Registry { get; } = new();

    public Fleet Add(string name, string type = "ollama", EndpointStatus status = EndpointStatus.Healthy, params string[] models)
    {
        var endpoint = new Endpoint(new EndpointOptions { Name = name, Url = new Uri($"http://{name}.test:8000"), Type = type }, Endpoints.Count)
        {
            State = new EndpointState { Status = status },
        };
        Endpoints.Add(endpoint);
        foreach (var model in models)
        {
            Learn(name, model);
        }

        return this;
    }

    public void Learn(string endpoint, string model, string? nativeName = null)
    {
        HasData = true;
        (Named.TryGetValue(model, out var locations) ? locations : Named[model] = []).Add(new ModelLocation($"http://{endpoint}.test:8000/", nativeName ?? model));
    }

    public ModelSnapshot Snapshot() => new()
    {
        HasData = HasData,
        Named = Named.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.ToImmutableArray(), StringComparer.OrdinalIgnoreCase),
        EndpointsByCapability = Capable.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.Select(name => $"http://{name}.test:8000/").ToImmutableArray()),
    };

    public RequestRouter Router()
    {
        Registry.Current = Snapshot();
        return new RequestRouter(new EndpointRegistry([.. Endpoints]), ProviderCatalog.BuiltIn, Registry, new RoutingPolicy
        {
            Balancer = new FirstBalancer(),
            Models = Options,
            Aliases = Aliases,
        }, Refresher);
    }

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
