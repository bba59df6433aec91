using System.Collections.Immutable;
using Olla.Proxy.Models.Parsing;
using Olla.Proxy.Models.Unification;

namespace Olla.Proxy.Models;

/// <summary>A listed model and what was derived from it.</summary>
internal sealed record ListedModel(DiscoveredModel Model, ModelFacts Facts);

/// <summary>The model list of one endpoint, as it was read last.</summary>
/// <param name="Url">Absolute URL, the endpoint's identity.</param>
/// <param name="EndpointName">For people.</param>
/// <param name="Order">Place in the configuration.</param>
/// <param name="Type">Canonical provider type; for <c>auto</c> the one that was detected.</param>
/// <param name="Models">In the backend's order.</param>
/// <param name="ReadAt">When the list was read.</param>
internal sealed record EndpointModels(
    string Url, string EndpointName, int Order, string Type, ImmutableArray<ListedModel> Models, DateTimeOffset ReadAt);
