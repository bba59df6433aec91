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
            ("server.rate_limits", !SameLimits(before.Server.RateLimits, after.Server.RateLimits)),
            ("server.request_limits", before.Server.RequestLimits != after.Server.RequestLimits),
            ("logging.level", before.Logging.Level != after.Logging.Level))],
        [.. Different(
            ("server.host", before.Server.Host != after.Server.Host),
            ("server.port", before.Server.Port != after.Server.Port),
            ("server.read_header_timeout", before.Server.ReadHeaderTimeout != after.Server.ReadHeaderTimeout),
            ("server.idle_timeout", before.Server.IdleTimeout != after.Server.IdleTimeout),
            ("server.request_limits.max_header_size (above the size at the start)",
                after.Server.RequestLimits.MaxHeaderSize > before.Server.RequestLimits.MaxHeaderSize),
            ("proxy.relay", before.Proxy.Relay != after.Proxy.Relay),
            ("proxy.profile_filter", !SameFilter(before.Proxy.ProfileFilter, after.Proxy.ProfileFilter)),
            ("logging.format", before.Logging.Format != after.Logging.Format),
            ("logging.output", before.Logging.Output != after.Logging.Output))]);

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

    private static bool SameFilter(NameFilter one, NameFilter other) =>
        one.Include.SequenceEqual(other.Include) && one.Exclude.SequenceEqual(other.Exclude);

    private static IEnumerable<string> Different(params (string Name, bool Differs)[] parts) =>
        parts.Where(part => part.Differs).Select(part => part.Name);
}
