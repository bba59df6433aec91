using Olla.Proxy.Balancing;
using Olla.Proxy.Engines;

namespace Olla.Proxy.Routing;

/// <summary>Where a request may go, or why it may not go anywhere.</summary>
internal sealed record RoutingOutcome
{
    /// <summary>Endpoints that may serve it, in configuration order; empty when rejected.</summary>
    public ReadOnlyMemory<Endpoint> Candidates { get; init; }

    /// <summary>The strategy in force, bound to this request's sticky key where sticky sessions are on.</summary>
    public required IBalancer Balancer { get; init; }

    /// <summary>Trimmed and lower-cased model of the request, or null.</summary>
    public string? Model { get; init; }

    /// <summary>For aliases: the model name each endpoint knows.</summary>
    public IReadOnlyDictionary<Endpoint, string>? ModelByEndpoint { get; init; }

    /// <summary>Whether the body asked for a stream (<c>"stream": true</c>, or an Ollama path without <c>"stream": false</c>).</summary>
    public bool StreamRequested { get; init; }

    /// <summary>The model decision for the <c>X-Olla-Routing-*</c> headers; null when no model was looked up.</summary>
    public RoutingDecision? Decision { get; init; }

    /// <summary>HTTP status of a rejection (404 or 503), zero when the request may go on.</summary>
    public int RejectionStatus { get; init; }

    /// <summary>Body text of a rejection.</summary>
    public string? RejectionReason { get; init; }

    /// <summary>Headers known only after selection; null when there are none.</summary>
    public ISelectionHeaders? SelectionHeaders { get; init; }
}

/// <summary>Values of <c>X-Olla-Routing-Strategy</c>, <c>-Decision</c> and <c>-Reason</c>.</summary>
internal sealed record RoutingDecision(string Strategy, string Action, string Reason);
