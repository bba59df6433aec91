using System.Collections.Concurrent;
using Olla.Proxy.Balancing;
using Olla.Proxy.Engines;
using Olla.Proxy.Engines.Olla.Lane;
using Olla.Proxy.Providers;
using Olla.Proxy.Routing;

namespace Olla.Proxy.Tests.Engines.Lane;

/// <summary>Admits whatever an engine can carry to fixed endpoints, by one balancer, and keeps the results.</summary>
internal sealed class StaticGate(LaneForwarding forwarding, IBalancer balancer, Endpoint[] endpoints) : ILaneGate
{
    public ConcurrentQueue<ExchangeResult> Results { get; set; } = new();

    /// <summary>Whether anything is admitted at all.</summary>
    public Func<bool> Admits { get; set; } = static () => true;

    /// <summary>Model names by endpoint, as for an alias.</summary>
    public Func<IReadOnlyDictionary<Endpoint, string>?> Models { get; set; } = static () => null;

    /// <summary>Path that is cut off; requests of other paths are not admitted.</summary>
    public string Prefix { get; init; } = "";

    public bool TryAdmit(in LaneRequest request, LaneExchange exchange)
    {
        var path = request.Head.Path(request.HeadBytes);
        if (!Admits() || !path.StartsWith(System.Text.Encoding.ASCII.GetBytes(Prefix)) || !forwarding.CanServe(endpoints)) return false;
        exchange.Forwarding = forwarding;
        exchange.Balancer = balancer;
        exchange.Outcome = new RoutingOutcome { Balancer = balancer, ModelByEndpoint = Models() };
        exchange.Providers = ProviderCatalog.BuiltIn;
        exchange.PrefixLength = Prefix.Length;
        exchange.SetCandidates(endpoints);
        foreach (var field in request.Head.Fields)
        {
            if (field.Name(request.HeadBytes).SequenceEqual("X-Test-Stream"u8)) exchange.StreamRequested = true;
            if (field.Name(request.HeadBytes).SequenceEqual("X-Test-Model"u8)) exchange.Model = field.Value(request.HeadBytes).ToArray();
        }
        return true;
    }

    public void WriteOwnFields(LaneExchange exchange, bool isNamed, ref ByteWriter writer)
    {
    }

    public void Ended(LaneExchange exchange, ExchangeResult? result)
    {
        // What was not committed is answered, and reported, by the handler that the connection goes to; but a client that left is not there any more.
        if (result is { Committed: true } or { Outcome: ExchangeOutcome.ClientGone }) Results.Enqueue(result);
    }
}
