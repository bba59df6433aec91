using BenchmarkDotNet.Attributes;
using Olla.Configuration;
using Olla.Proxy.Balancing;
using Olla.Proxy.Endpoints;

namespace Olla.Benchmarks.Balancing;

/// <summary>One choice and its release, as every request makes them. Expected: no allocation, well under a microsecond for 10 endpoints.</summary>
[MemoryDiagnoser]
public class BalancerBenchmarks
{
    private Endpoint[] _candidates = [];
    private IBalancer _balancer = null!;

    [Params(LoadBalancerKind.Priority, LoadBalancerKind.RoundRobin, LoadBalancerKind.LeastConnections)]
    public LoadBalancerKind Strategy { get; set; }

    [Params(2, 10, 500)]
    public int Endpoints { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _candidates = [.. Enumerable.Range(0, Endpoints).Select(index => new Endpoint(
            new EndpointOptions { Name = $"e{index}", Url = new Uri($"http://127.0.0.1:{20_000 + index}") }, index))];
        foreach (var endpoint in _candidates)
        {
            endpoint.State.Status = EndpointStatus.Healthy;
        }

        _balancer = BalancerFactory.Create(Strategy, seed: 1);
    }

    [Benchmark]
    public int SelectAndRelease()
    {
        var chosen = _balancer.SelectAndReserve(_candidates)!;
        chosen.State.Release();
        return chosen.Index;
    }
}
