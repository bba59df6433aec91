namespace Olla.Configuration.Binding;

/// <summary>Binds the section <c>proxy</c>.</summary>
internal static class ProxyBinder
{
    // Written as zero it is not "off": the reference falls back to this, not to its default.
    private static readonly TimeSpan ReadTimeoutForZero = TimeSpan.FromSeconds(60);

    public static ProxyOptions Bind(SettingTable settings)
    {
        var defaults = new ProxyOptions();
        return defaults with
        {
            Engine = settings.Text("proxy.engine", "") == "sherpa" ? EngineKind.Sherpa : EngineKind.Olla,
            Profile = settings.Text("proxy.profile", "") switch
            {
                "streaming" => DeliveryProfile.Streaming,
                "standard" => DeliveryProfile.Standard,
                _ => DeliveryProfile.Auto,
            },
            LoadBalancer = settings.Text("proxy.load_balancer", "") switch
            {
                "priority" => LoadBalancerKind.Priority,
                "round-robin" => LoadBalancerKind.RoundRobin,
                _ => LoadBalancerKind.LeastConnections,
            },
            Relay = settings.Text("proxy.relay", "") switch
            {
                "portable" => RelayKind.Portable,
                "lane" => RelayKind.Lane,
                _ => RelayKind.Auto,
            },
            ConnectionTimeout = Positive(settings, "proxy.connection_timeout", defaults.ConnectionTimeout),
            ConnectionKeepAlive = Positive(settings, "proxy.connection_keep_alive", defaults.ConnectionKeepAlive),
            ResponseHeaderTimeout = Positive(settings, "proxy.response_header_timeout", defaults.ResponseHeaderTimeout),
            ResponseHeaderTimeoutIsExplicit = settings.Find("proxy.response_header_timeout") is { Number: > 0 },
            TlsHandshakeTimeout = Positive(settings, "proxy.tls_handshake_timeout", defaults.TlsHandshakeTimeout),
            ReadTimeout = settings.PositiveDuration("proxy.read_timeout", defaults.ReadTimeout, ReadTimeoutForZero),
            ResponseTimeout = settings.Duration("proxy.response_timeout", defaults.ResponseTimeout),
            ResponseTimeoutIsExplicit = settings.Find("proxy.response_timeout") is { Number: > 0 },
            StreamBufferSize = settings.Size("proxy.stream_buffer_size", 0) is > 0 and var size ? (int)size : null,
            StreamFlushInterval = settings.Duration("proxy.stream_flush_interval", defaults.StreamFlushInterval),
            MaxConnectionsPerEndpoint = settings.Integer("proxy.max_connections_per_endpoint", defaults.MaxConnectionsPerEndpoint),
            Retry = new()
            {
                Enabled = settings.Boolean("proxy.retry.enabled", defaults.Retry.Enabled),
                OnConnectionFailure = settings.Boolean("proxy.retry.on_connection_failure", defaults.Retry.OnConnectionFailure),
                MaxAttempts = MaxAttempts(settings),
            },
            StickySessions = StickySessions(settings, defaults.StickySessions),
            ProfileFilter = Filters.Bind(settings, "proxy.profile_filter"),
        };
    }

    private static TimeSpan Positive(SettingTable settings, string path, TimeSpan standard) => settings.PositiveDuration(path, standard, standard);

    // The old key counts retries, ours counts attempts; a negative number of retries never meant anything.
    private static int MaxAttempts(SettingTable settings)
    {
        if (settings.Find("proxy.retry.max_attempts") is null && settings.Find("proxy.max_retries") is { Number: >= 0 and < int.MaxValue } retries)
        {
            return (int)retries.Number + 1;
        }

        return settings.Integer("proxy.retry.max_attempts", 0);
    }

    private static StickySessionOptions StickySessions(SettingTable settings, StickySessionOptions defaults) => new()
    {
        Enabled = settings.Boolean("proxy.sticky_sessions.enabled", defaults.Enabled),
        IdleTtlSeconds = settings.Integer("proxy.sticky_sessions.idle_ttl_seconds", defaults.IdleTtlSeconds),
        MaxSessions = settings.Integer("proxy.sticky_sessions.max_sessions", defaults.MaxSessions),
        KeySources = settings.Items("proxy.sticky_sessions.key_sources") is { } sources
            ? [.. sources.Select(static source => KeySource(source.Text))]
            : defaults.KeySources,
        PrefixHashBytes = settings.Integer("proxy.sticky_sessions.prefix_hash_bytes", defaults.PrefixHashBytes),
    };

    private static StickyKeySource KeySource(string text) => text switch
    {
        "session_header" => StickyKeySource.SessionHeader,
        "prefix_hash" => StickyKeySource.PrefixHash,
        "auth_header" => StickyKeySource.AuthHeader,
        _ => StickyKeySource.Ip,
    };
}
