using Olla.Configuration;
using Olla.Proxy.Balancing;

namespace Olla.Proxy.Routing.Sticky;

/// <summary>Section <c>proxy.sticky_sessions</c> at work over a store that outlives reloads.</summary>
internal sealed class StickySessions
{
    private readonly StickySessionOptions _options;
    private readonly StickySessionStore _store;

    public StickySessions(StickySessionOptions options, StickySessionStore store)
    {
        (_options, _store) = (options, store);
        ReadsPrefix = options.KeySources.Contains(StickyKeySource.PrefixHash);
        store.Configure(options);
    }

    /// <summary>Whether the beginning of the messages is wanted from the body.</summary>
    public bool ReadsPrefix { get; }

    /// <summary>Wraps the strategy for one request.</summary>
    public StickySelection Bind(IBalancer inner, RoutingRequest request, in InspectedBody body, string? model) =>
        new(inner, _store, StickyKeyReader.Read(_options, request, body, model ?? ""), request.SessionId);
}
