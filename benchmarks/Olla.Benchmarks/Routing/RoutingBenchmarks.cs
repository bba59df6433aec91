using System.Text;
using BenchmarkDotNet.Attributes;
using Olla.Configuration;
using Olla.Proxy.Balancing;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Models;
using Olla.Proxy.Models.Parsing;
using Olla.Proxy.Models.Unification;
using Olla.Proxy.Providers;
using Olla.Proxy.Routing;

namespace Olla.Benchmarks.Routing;

/// <summary>
/// A whole decision, from the body's bytes to the candidates. Budget: 1 µs for 10 endpoints, 5 µs for 500 endpoints with 5 000
/// models, and one <see cref="RoutingOutcome"/> (88 bytes) per request.
/// </summary>
[MemoryDiagnoser]
public class RoutingBenchmarks
{
    private RequestRouter _router = null!;
    private RoutingRequest _known = null!;
    private RoutingRequest _scoped = null!;
    private RoutingRequest _unknown = null!;

    [Params(10, 500)]
    public int Endpoints { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var models = Endpoints * 10;
        var registry = new ModelRegistry(ModelRulesSource.BuiltIn, TimeProvider.System);
        Endpoint[] fleet = [.. Enumerable.Range(0, Endpoints).Select(index =>
            new Endpoint(new EndpointOptions { Name = $"e{index}", Url = new Uri($"http://10.0.{index / 250}.{index % 250}:11434"), Type = index % 3 == 0 ? "vllm" : "ollama" }, index)
            {
                State = new EndpointState { Status = EndpointStatus.Healthy },
            })];
        for (var index = 0; index < fleet.Length; index++)
        {
            // Every model is on three endpoints.
            registry.Register(fleet[index], fleet[index].Type, Enumerable.Range(0, 30).Select(number =>
                new DiscoveredModel { Name = $"family{((index * 10) + number) % models}:8b-instruct" }));
        }

        _router = new RequestRouter(new EndpointRegistry([.. fleet]), ProviderCatalog.BuiltIn, registry, new RoutingPolicy { Balancer = BalancerOf() });
        _known = Request("family7:8b-instruct", null);
        _scoped = Request("family7:8b-instruct", "ollama");
        _unknown = Request("nobody-has-this", null);
    }

    [Benchmark(Baseline = true)]
    public int KnownModel() => Decide(_known);

    [Benchmark]
    public int KnownModelInScope() => Decide(_scoped);

    [Benchmark]
    public int UnknownModel() => Decide(_unknown);

    /// <summary>How many candidates are left, so that nothing is optimised away.</summary>
    private int Decide(RoutingRequest request)
    {
        var decision = _router.RouteAsync(request, default);
        return decision.IsCompletedSuccessfully ? decision.Result.Candidates.Length : -1;
    }

    private static IBalancer BalancerOf() => BalancerFactory.Create(LoadBalancerKind.RoundRobin, seed: 1);

    private static RoutingRequest Request(string model, string? scope) => new()
    {
        TargetPath = "/v1/chat/completions",
        ProviderScope = scope,
        ContentType = "application/json",
        Body = Encoding.UTF8.GetBytes($$"""{"model":"{{model}}","messages":[{"role":"system","content":"You are helpful."},{"role":"user","content":"Tell me a story."}],"stream":true}"""),
    };
}
