using System.Collections.Immutable;
using Olla.Proxy.Models.Parsing;

namespace Olla.Proxy.Models.Discovery;

/// <summary>How reading a model list ended.</summary>
internal enum ModelListOutcome
{
    Read,
    /// <summary>No answer, a server error, or nonsense: worth another try.</summary>
    Failed,
    /// <summary>A 4xx: asking again will not help.</summary>
    Refused,
}

/// <summary>A model list that was read, or why it was not.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Type">Canonical provider type; for an <c>auto</c> endpoint the one that was recognised.</param>
/// <param name="Models">As listed, unfiltered.</param>
/// <param name="Error">For the log; null when read.</param>
internal sealed record ModelListReading(ModelListOutcome Outcome, string Type, ImmutableArray<DiscoveredModel> Models, string? Error)
{
    public static ModelListReading Of(string type, ImmutableArray<DiscoveredModel> models) => new(ModelListOutcome.Read, type, models, null);

    public static ModelListReading Failed(string type, string error) => new(ModelListOutcome.Failed, type, [], error);

    public static ModelListReading Refused(string type, string error) => new(ModelListOutcome.Refused, type, [], error);
}
