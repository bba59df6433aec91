using Olla.Proxy.Balancing;
using Olla.Proxy.Providers;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Engines;

/// <summary>One client request, inspected and routed, on its way through an engine.</summary>
internal sealed class ProxyExchange
{
    /// <summary>The client's side: request head to copy from, response to write to.</summary>
    public required HttpContext Client { get; init; }

    /// <summary>Raw path for the backend, with its leading slash, percent-encoding as the client sent it.</summary>
    public required string TargetPath { get; init; }

    /// <summary>For APIs that backends serve at different paths: the path by endpoint; null when <see cref="TargetPath"/> is everybody's.</summary>
    public IReadOnlyDictionary<Endpoint, string>? PathByEndpoint { get; init; }

    /// <summary>Raw query with its question mark, or empty.</summary>
    public required string Query { get; init; }

    /// <summary>The request body as the client sent it; empty when there is none. Kept until the exchange ends, so that it can be sent again.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the client framed its body as chunked.</summary>
    public required bool BodyWasChunked { get; init; }

    /// <summary>Endpoints that may serve it, in configuration order; never empty.</summary>
    public required ReadOnlyMemory<Endpoint> Candidates { get; init; }

    /// <summary>The strategy that was in force when the request came (reloads swap it for later ones).</summary>
    public required IBalancer Balancer { get; init; }

    /// <summary>Lower-cased model of the request, or null.</summary>
    public string? Model { get; init; }

    /// <summary>For aliases: the model name each endpoint knows, by endpoint; null when the body goes out unchanged.</summary>
    public IReadOnlyDictionary<Endpoint, string>? ModelByEndpoint { get; init; }

    /// <summary>The model that <paramref name="endpoint"/> is asked for, as it is counted; empty for none.</summary>
    public string ModelAt(Endpoint endpoint) =>
        (ModelByEndpoint?.TryGetValue(endpoint, out var known) == true ? known : Model) ?? "";

    /// <summary>Whether the request's body asked for a stream.</summary>
    public bool StreamRequested { get; init; }

    /// <summary>Headers of our own for the client, set with the response head: request id, routing decision.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ResponseHeaders { get; init; } = [];

    /// <summary>Headers known only after selection; null when there are none.</summary>
    public ISelectionHeaders? SelectionHeaders { get; init; }

    /// <summary>Where the gaps between the pieces of the answer are counted; null when nobody asks.</summary>
    public RequestHistograms? Histograms { get; init; }

    /// <summary>What is known of how each provider's answers tell their tokens and end; null when nobody asks.</summary>
    public ProviderCatalog? Providers { get; init; }

    /// <summary>When the request arrived, in <see cref="TimeProvider.GetTimestamp"/> ticks.</summary>
    public required long ArrivedAt { get; init; }

    /// <summary>The path that an endpoint is asked for.</summary>
    public string PathFor(Endpoint endpoint) => PathByEndpoint?.TryGetValue(endpoint, out var path) == true ? path : TargetPath;
}
