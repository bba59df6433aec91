using Olla.Configuration;

namespace Olla.Proxy.Hosting;

/// <summary>What a reload changed, and what it could not.</summary>
/// <param name="Changes">Sections that are in force now and differ from before; empty when nothing did.</param>
/// <param name="NeedRestart">Keys that differ from before and wait for a restart.</param>
internal sealed record ReloadReport(IReadOnlyList<string> Changes, IReadOnlyList<string> NeedRestart)
{
    public static ReloadReport Between(OllaOptions before, OllaOptions after) => new(
        [.. Different(
            ("endpoints", !SameEndpoints(before, after)),
            ("proxy.engine", before.Proxy.Engine != after.Proxy.Engine),
            ("proxy.load_balancer", before.Proxy.LoadBalancer != after.Proxy.LoadBalancer),
            ("proxy.profile", before.Proxy.Profile != after.Proxy.Profile),
            ("proxy.stream_buffer_size", before.Proxy.EffectiveStreamBufferSize != after.Proxy.EffectiveStreamBufferSize),
            ("proxy (timeouts, connections, retry)", ForwardingOf(before.Proxy) != ForwardingOf(after.Proxy)),
            ("proxy.profile_filter", !SameFilter(before.Proxy.ProfileFilter, after.Proxy.ProfileFilter)),
            ("proxy.sticky_sessions", !SameSessions(before.Proxy.StickySessions, after.Proxy.StickySessions)),
            ("server.read_timeout", before.Server.ReadTimeout != after.Server.ReadTimeout),
            ("server.write_timeout", before.Server.WriteTimeout != after.Server.WriteTimeout),
            ("server.request_logging", before.Server.RequestLogging != after.Server.RequestLogging),
            ("server.cors", !SameCors(before.Server.Cors, after.Server.Cors)),
            ("server.rate_limits", !SameLimits(before.Server.RateLimits, after.Server.RateLimits) || !SameTrust(before.Server.RateLimits, after.Server.RateLimits)),
            ("server.request_limits", before.Server.RequestLimits != after.Server.RequestLimits),
            ("discovery.model_discovery", before.Discovery.ModelDiscovery != after.Discovery.ModelDiscovery),
            ("model_registry", before.ModelRegistry != after.ModelRegistry),
            ("model_aliases", !SameAliases(before.ModelAliases, after.ModelAliases)),
            ("translators", before.Translators != after.Translators),
            ("dashboard", !SameDashboard(before.Dashboard, after.Dashboard)),
            ("logging.level", before.Logging.Level != after.Logging.Level))],
        [.. Different(
            ("server.host", before.Server.Host != after.Server.Host),
            ("server.port", before.Server.Port != after.Server.Port),
            ("server.read_header_timeout", before.Server.ReadHeaderTimeout != after.Server.ReadHeaderTimeout),
            ("server.idle_timeout", IdleOf(before.Server) != IdleOf(after.Server)),
            ("server.shutdown_timeout", before.Server.ShutdownTimeout != after.Server.ShutdownTimeout),
            ("server.request_limits.max_header_size (above the size at the start)",
                after.Server.RequestLimits.MaxHeaderSize > before.Server.RequestLimits.MaxHeaderSize),
            ("proxy.relay", before.Proxy.Relay != after.Proxy.Relay),
            ("logging.format", before.Logging.Format != after.Logging.Format),
            ("logging.output", before.Logging.Output != after.Logging.Output),
            ("engineering.show_nerdstats", before.Engineering.ShowNerdstats != after.Engineering.ShowNerdstats))]);

    /// <summary>Whether a limiter made for one serves the other as well.</summary>
    public static bool SameLimits(RateLimitOptions one, RateLimitOptions other) =>
        (one.GlobalRequestsPerMinute, one.PerIpRequestsPerMinute, one.BurstSize, one.CleanupInterval)
        == (other.GlobalRequestsPerMinute, other.PerIpRequestsPerMinute, other.BurstSize, other.CleanupInterval);

    /// <summary>Whether two endpoints are written the same.</summary>
    public static bool SameEndpoint(EndpointOptions one, EndpointOptions other) =>
        one with { Headers = [], ModelFilter = NameFilter.Everything } == other with { Headers = [], ModelFilter = NameFilter.Everything }
        && one.Headers.SequenceEqual(other.Headers) && SameFilter(one.ModelFilter, other.ModelFilter);

    private static bool SameEndpoints(OllaOptions before, OllaOptions after)
    {
        var (one, other) = (before.Discovery.Endpoints, after.Discovery.Endpoints);
        return one.Count == other.Count && one.Zip(other).All(pair => SameEndpoint(pair.First, pair.Second));
    }

    /// <summary>What is left of the section when everything that has a name of its own in the report is taken out.</summary>
    private static ProxyOptions ForwardingOf(ProxyOptions options) => options with
    {
        Engine = default,
        LoadBalancer = default,
        Profile = default,
        StreamBufferSize = null,
        Relay = default,
        ProfileFilter = NameFilter.Everything,
        StickySessions = Unnamed.StickySessions,
    };

    private static readonly ProxyOptions Unnamed = new();

    /// <summary>The listener's limit for idle connections.</summary>
    private static TimeSpan IdleOf(ServerOptions options) => options.IdleTimeout > TimeSpan.Zero ? options.IdleTimeout : options.ReadTimeout;

    private static bool SameSessions(StickySessionOptions one, StickySessionOptions other) =>
        one with { KeySources = [] } == other with { KeySources = [] } && one.KeySources.SequenceEqual(other.KeySources);

    private static bool SameCors(CorsOptions one, CorsOptions other) =>
        (one.Enabled, one.AllowCredentials, one.MaxAge) == (other.Enabled, other.AllowCredentials, other.MaxAge)
        && one.AllowedOrigins.SequenceEqual(other.AllowedOrigins) && one.AllowedMethods.SequenceEqual(other.AllowedMethods)
        && one.AllowedHeaders.SequenceEqual(other.AllowedHeaders) && one.ExposedHeaders.SequenceEqual(other.ExposedHeaders);

    private static bool SameTrust(RateLimitOptions one, RateLimitOptions other) =>
        one.TrustProxyHeaders == other.TrustProxyHeaders && one.TrustedProxyCidrs.SequenceEqual(other.TrustedProxyCidrs);

    private static bool SameAliases(
        IReadOnlyDictionary<string, IReadOnlyList<string>> one, IReadOnlyDictionary<string, IReadOnlyList<string>> other) =>
        one.Count == other.Count && one.All(alias => other.TryGetValue(alias.Key, out var models) && models.SequenceEqual(alias.Value));

    private static bool SameDashboard(DashboardOptions one, DashboardOptions other) =>
        one with { AllowedCidrs = [], AllowedHosts = [] } == other with { AllowedCidrs = [], AllowedHosts = [] }
        && one.AllowedCidrs.SequenceEqual(other.AllowedCidrs) && one.AllowedHosts.SequenceEqual(other.AllowedHosts);

    private static bool SameFilter(NameFilter one, NameFilter other) =>
        one.Include.SequenceEqual(other.Include) && one.Exclude.SequenceEqual(other.Exclude);

    private static IEnumerable<string> Different(params (string Name, bool Differs)[] parts) =>
        parts.Where(part => part.Differs).Select(part => part.Name);
}
