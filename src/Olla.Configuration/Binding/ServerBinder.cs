using Olla.Configuration.Validation;

namespace Olla.Configuration.Binding;

/// <summary>Binds the section <c>server</c>.</summary>
internal static class ServerBinder
{
    public static ServerOptions Bind(SettingTable settings)
    {
        var defaults = new ServerOptions();
        return new()
        {
            Host = settings.Text("server.host", defaults.Host),
            Port = settings.Integer("server.port", defaults.Port),
            ReadTimeout = settings.Duration("server.read_timeout", defaults.ReadTimeout),
            ReadHeaderTimeout = settings.PositiveDuration("server.read_header_timeout", defaults.ReadHeaderTimeout, defaults.ReadHeaderTimeout),
            WriteTimeout = settings.Duration("server.write_timeout", defaults.WriteTimeout),
            IdleTimeout = settings.Duration("server.idle_timeout", defaults.IdleTimeout),
            ShutdownTimeout = settings.Duration("server.shutdown_timeout", defaults.ShutdownTimeout),
            RequestLogging = settings.Boolean("server.request_logging", defaults.RequestLogging),
            Cors = Cors(settings, defaults.Cors),
            RequestLimits = new()
            {
                MaxBodySize = settings.Size("server.request_limits.max_body_size", defaults.RequestLimits.MaxBodySize),
                MaxHeaderSize = HeaderSize(settings, defaults.RequestLimits.MaxHeaderSize),
            },
            RateLimits = RateLimits(settings, defaults.RateLimits),
        };
    }

    private static CorsOptions Cors(SettingTable settings, CorsOptions defaults) => new()
    {
        Enabled = settings.Boolean("server.cors.enabled", defaults.Enabled),
        AllowedOrigins = settings.Texts("server.cors.allowed_origins", defaults.AllowedOrigins),
        AllowedMethods = settings.Texts("server.cors.allowed_methods", defaults.AllowedMethods),
        AllowedHeaders = settings.Texts("server.cors.allowed_headers", defaults.AllowedHeaders),
        ExposedHeaders = settings.Texts("server.cors.exposed_headers", defaults.ExposedHeaders),
        AllowCredentials = settings.Boolean("server.cors.allow_credentials", defaults.AllowCredentials),
        MaxAge = settings.Integer("server.cors.max_age", defaults.MaxAge),
    };

    private static RateLimitOptions RateLimits(SettingTable settings, RateLimitOptions defaults) => new()
    {
        GlobalRequestsPerMinute = settings.Integer("server.rate_limits.global_requests_per_minute", defaults.GlobalRequestsPerMinute),
        PerIpRequestsPerMinute = settings.Integer("server.rate_limits.per_ip_requests_per_minute", defaults.PerIpRequestsPerMinute),
        BurstSize = settings.Integer("server.rate_limits.burst_size", defaults.BurstSize),
        CleanupInterval = settings.Duration("server.rate_limits.cleanup_interval", defaults.CleanupInterval),
        TrustProxyHeaders = settings.Boolean("server.rate_limits.trust_proxy_headers", defaults.TrustProxyHeaders),
        TrustedProxyCidrs = NetworkRules.Parse(settings.Items("server.rate_limits.trusted_proxy_cidrs"), defaults.TrustedProxyCidrs),
    };

    private static long HeaderSize(SettingTable settings, long standard)
    {
        var size = settings.Size("server.request_limits.max_header_size", standard);
        return size <= 0 ? standard : Math.Max(size, ServerRules.SmallestHeaderSize);
    }
}
