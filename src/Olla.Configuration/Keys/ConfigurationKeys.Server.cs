namespace Olla.Configuration.Keys;

public static partial class ConfigurationKeys
{
    private static IEnumerable<ConfigurationKey> Server =>
    [
        new("server.host", KeyKind.Text, "localhost", "Address to listen on; `0.0.0.0` for all. IPv6 addresses work with and without brackets.")
        {
            Variable = "OLLA_SERVER_HOST",
        },
        new("server.port", KeyKind.WholeNumber, "40114", "Port to listen on.") { Range = new(1, 65535), Variable = "OLLA_SERVER_PORT" },
        new("server.read_timeout", KeyKind.Duration, "30s", "Limit for reading a whole request with its body; `0s` means none.")
        {
            Range = KeyRange.NotNegative,
            Variable = "OLLA_SERVER_READ_TIMEOUT",
        },
        new("server.read_header_timeout", KeyKind.Duration, "10s", "Limit for reading a request's headers; `0s` means the default.")
        {
            Range = KeyRange.NotNegative,
            Variable = "OLLA_SERVER_READ_HEADER_TIMEOUT",
        },
        new("server.write_timeout", KeyKind.Duration, "0s", "Limit for a whole response. Streaming needs `0s`, which means none; anything else is warned about.")
        {
            Range = KeyRange.NotNegative,
            Variable = "OLLA_SERVER_WRITE_TIMEOUT",
        },
        new("server.idle_timeout", KeyKind.Duration, "0s", "How long an idle client connection is kept; `0s` means `server.read_timeout`, both zero mean no limit.")
        {
            Range = KeyRange.NotNegative,
        },
        new("server.shutdown_timeout", KeyKind.Duration, "10s", "How long open requests may finish after a stop signal, at most 30 seconds; `0s` does not wait.")
        {
            Range = KeyRange.NotNegative,
        },
        new("server.request_logging", KeyKind.Boolean, "true", "Whether successful requests are logged; warnings and errors always are.")
        {
            Variable = "OLLA_SERVER_REQUEST_LOGGING",
        },

        new("server.cors.enabled", KeyKind.Boolean, "false", "Whether browsers of other origins may call. The other keys of the section count only then.")
        {
            Variable = "OLLA_SERVER_CORS_ENABLED",
        },
        new("server.cors.allowed_origins", KeyKind.TextList, "[\"*\"]", "Origins that may call; one `*` inside an origin matches any text. `*` cannot go with credentials.")
        {
            Variable = "OLLA_SERVER_CORS_ALLOWED_ORIGINS",
        },
        new("server.cors.allowed_methods", KeyKind.TextList, "[GET, POST, OPTIONS]", "Methods a preflight allows; an empty list means GET, POST, HEAD.")
        {
            Variable = "OLLA_SERVER_CORS_ALLOWED_METHODS",
        },
        new("server.cors.allowed_headers", KeyKind.TextList, "[\"*\"]", "Request headers a preflight allows; an empty list means accept, content-type, x-requested-with.")
        {
            Variable = "OLLA_SERVER_CORS_ALLOWED_HEADERS",
        },
        new("server.cors.exposed_headers", KeyKind.TextList, "[]", "Response headers a script may read; an empty list means all `X-Olla-*` headers.")
        {
            Variable = "OLLA_SERVER_CORS_EXPOSED_HEADERS",
        },
        new("server.cors.allow_credentials", KeyKind.Boolean, "false", "Whether calls with credentials are allowed; needs origins without a bare `*`.")
        {
            Variable = "OLLA_SERVER_CORS_ALLOW_CREDENTIALS",
        },
        new("server.cors.max_age", KeyKind.WholeNumber, "300", "Seconds a browser may keep a preflight's answer; 0 leaves the header out.")
        {
            Range = KeyRange.NotNegative,
            AppliesWhen = "server.cors.enabled",
            Variable = "OLLA_SERVER_CORS_MAX_AGE",
        },

        new("server.request_limits.max_body_size", KeyKind.Size, "104857600", "Largest request body; larger ones get 413. Zero or less means no limit.")
        {
            Variable = "OLLA_SERVER_MAX_BODY_SIZE",
        },
        new("server.request_limits.max_header_size", KeyKind.Size, "1048576", "Largest header block; larger ones get 431. Zero or less means 1 MiB, and 4096 is the least.")
        {
            Variable = "OLLA_SERVER_MAX_HEADER_SIZE",
        },

        new("server.rate_limits.global_requests_per_minute", KeyKind.WholeNumber, "1000", "Requests a minute for all clients together; zero or less means no such limit.")
        {
            Variable = "OLLA_SERVER_GLOBAL_RATE_LIMIT",
        },
        new("server.rate_limits.per_ip_requests_per_minute", KeyKind.WholeNumber, "100", "Requests a minute for one client address; zero or less means no such limit. Independent of the global one.")
        {
            Variable = "OLLA_SERVER_PER_IP_RATE_LIMIT",
        },
        new("server.rate_limits.health_requests_per_minute", KeyKind.WholeNumber, "1000", "Accepted for old files: health routes are never limited.")
        {
            Status = KeyStatus.Inert,
            Variable = "OLLA_SERVER_HEALTH_RATE_LIMIT",
        },
        new("server.rate_limits.burst_size", KeyKind.WholeNumber, "50", "How many requests may come at once; 0 rejects every limited request and is warned about.")
        {
            Range = KeyRange.NotNegative,
            Variable = "OLLA_SERVER_RATE_BURST_SIZE",
        },
        new("server.rate_limits.cleanup_interval", KeyKind.Duration, "5m", "How often clients that were idle for ten minutes are forgotten; `0s` means never.")
        {
            Range = KeyRange.NotNegative,
            Variable = "OLLA_SERVER_RATE_CLEANUP_INTERVAL",
        },
        new("server.rate_limits.trust_proxy_headers", KeyKind.Boolean, "false", "Whether the client's address is taken from `X-Forwarded-For` or `X-Real-IP` when the peer is in a trusted range.")
        {
            Variable = "OLLA_SERVER_TRUST_PROXY_HEADERS",
        },
        new("server.rate_limits.trusted_proxy_cidrs", KeyKind.NetworkList, "[127.0.0.0/8, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]",
            "Peers whose address headers are believed. An empty list means the default.")
        {
            Variable = "OLLA_SERVER_TRUSTED_PROXY_CIDRS",
        },
        new("server.rate_limits.per_endpoint.default_requests_per_minute", KeyKind.Anything, null, "Accepted for old files.") { Status = KeyStatus.Inert },
    ];
}
