namespace Olla.Configuration.Keys;

public static partial class ConfigurationKeys
{
    private static IEnumerable<ConfigurationKey> Proxy =>
    [
        new("proxy.engine", KeyKind.Choice, "olla", "The engine that moves the bytes: `olla` is the fast one, `sherpa` the plain one.")
        {
            Allowed = ["olla", "sherpa"],
            Variable = "OLLA_PROXY_ENGINE",
        },
        new("proxy.profile", KeyKind.Choice, "auto",
            "When bytes leave for the client: `streaming` at once, `standard` when the buffer is full, `auto` decides for each response.")
        {
            Allowed = ["auto", "streaming", "standard"],
            BadValue = BadValueOutcome.FallBack,
            Variable = "OLLA_PROXY_PROFILE",
        },
        new("proxy.load_balancer", KeyKind.Choice, "least-connections", "How an endpoint is chosen among those that can serve a request.")
        {
            Allowed = ["priority", "round-robin", "least-connections"],
            Variable = "OLLA_PROXY_LOAD_BALANCER",
        },
        new("proxy.relay", KeyKind.Choice, "auto", "The relay of the engine `olla`: `portable` runs everywhere, `lane` serves from event loops of its own (Linux), `auto` takes `lane` where it exists.")
        {
            Allowed = ["auto", "portable", "lane"],
            Origin = KeyOrigin.Ours,
        },
        new("proxy.connection_timeout", KeyKind.Duration, "60s", "Limit for connecting to a backend, for each attempt; `0s` means the default.")
        {
            Range = KeyRange.NotNegative,
        },
        new("proxy.connection_keep_alive", KeyKind.Duration, "30s", "Period of the keep-alive probes on backend connections; `0s` means the default.")
        {
            Range = KeyRange.NotNegative,
            Variable = "OLLA_PROXY_CONNECTION_KEEP_ALIVE",
        },
        new("proxy.response_header_timeout", KeyKind.Duration, "30s",
            "How long a backend may take to its response's first header; `0s` means the default. Unless it is written here, requests that do not stream wait `proxy.response_timeout`.")
        {
            Range = KeyRange.NotNegative,
            Variable = "OLLA_PROXY_RESPONSE_HEADER_TIMEOUT",
        },
        new("proxy.tls_handshake_timeout", KeyKind.Duration, "10s", "Limit for the TLS handshake with a backend; `0s` means the default.")
        {
            Range = KeyRange.NotNegative,
            Variable = "OLLA_PROXY_TLS_HANDSHAKE_TIMEOUT",
        },
        new("proxy.read_timeout", KeyKind.Duration, "10m", "Longest silence of a backend within a response, after which the stream is cut; `0s` means 60s.")
        {
            Range = KeyRange.NotNegative,
            Variable = "OLLA_PROXY_READ_TIMEOUT",
        },
        new("proxy.response_timeout", KeyKind.Duration, "15m", "Limit for a whole exchange with a backend. Streams are held to it only when it is written here; `0s` means none.")
        {
            Range = KeyRange.NotNegative,
            Variable = "OLLA_PROXY_RESPONSE_TIMEOUT",
        },
        new("proxy.stream_buffer_size", KeyKind.Size, null, "Copy buffer of each active response. Unset or 0 means the engine's own: 65536 for `olla`, 8192 for `sherpa`.")
        {
            Range = new(0, int.MaxValue),
        },
        new("proxy.stream_flush_interval", KeyKind.Duration, "0s", "How long bytes may wait for a full buffer when the profile is `standard`; `0s` means as long as it takes.")
        {
            Range = KeyRange.NotNegative,
            Origin = KeyOrigin.Ours,
        },
        new("proxy.max_connections_per_endpoint", KeyKind.WholeNumber, "0", "Connections to one endpoint; further requests wait up to `proxy.connection_timeout`. 0 means no limit.")
        {
            Range = KeyRange.NotNegative,
            Origin = KeyOrigin.Ours,
        },
        new("proxy.retry.enabled", KeyKind.Boolean, "true", "Whether a request may move on to another endpoint after a failed attempt."),
        new("proxy.retry.on_connection_failure", KeyKind.Boolean, "true", "Whether a failed connection moves the request on; `false` means one attempt."),
        new("proxy.retry.max_attempts", KeyKind.WholeNumber, "0", "Attempts for one request; 0 tries every candidate once.") { Range = KeyRange.NotNegative },
        new("proxy.max_retries", KeyKind.WholeNumber, null, "Retries after the first attempt, in files of older versions.")
        {
            Status = KeyStatus.Deprecated,
            Replacement = "proxy.retry.max_attempts",
        },
        new("proxy.retry_backoff", KeyKind.Duration, null, "No effect: the next candidate is tried at once.") { Status = KeyStatus.Deprecated },
        new("proxy.profile_filter.include", KeyKind.GlobList, "[]", "Provider profiles that exist; an empty list means all."),
        new("proxy.profile_filter.exclude", KeyKind.GlobList, "[]", "Provider profiles that do not exist; wins over `include`."),

        new("proxy.sticky_sessions.enabled", KeyKind.Boolean, "false", "Whether requests of one conversation go to the endpoint that served it before.")
        {
            Variable = "OLLA_PROXY_STICKY_SESSIONS_ENABLED",
        },
        new("proxy.sticky_sessions.idle_ttl_seconds", KeyKind.WholeNumber, "600", "Seconds without a request after which a session is forgotten; zero or less means never, and is warned about."),
        new("proxy.sticky_sessions.max_sessions", KeyKind.NaturalNumber, "10000", "Sessions remembered, the least recent are forgotten first; 0 means no limit."),
        new("proxy.sticky_sessions.key_sources", KeyKind.TextList, "[session_header, prefix_hash, auth_header]",
            "Where a session's key is looked for, in order; an empty list means no stickiness.")
        {
            Allowed = ["session_header", "prefix_hash", "auth_header", "ip"],
            BadValue = BadValueOutcome.FallBack,
        },
        new("proxy.sticky_sessions.prefix_hash_bytes", KeyKind.WholeNumber, "512", "Leading bytes of the messages that are hashed; zero or less means all of them."),
    ];
}
