using Olla.Configuration.Diagnostics;
using Olla.Configuration.Keys;
using Olla.Configuration.Writing;

namespace Olla.Configuration.Tests.Keys;

/// <summary>No key is parsed and then forgotten: each changes an option, or is on the list of keys that do nothing and say so.</summary>
public sealed class KeyEffectTests
{
    private const string Endpoint = "discovery.static.endpoints[0].";
    private const string Bound = ".Discovery.Endpoints[0].";

    /// <summary>Path, value, the option line it must bring about, and other keys that must be there (path=value, separated by bars).</summary>
    public static TheoryData<string, string, string, string> Effects { get; } = new()
    {
        { "server.host", "0.0.0.0", ".Server.Host = 0.0.0.0", "" },
        { "server.port", "8080", ".Server.Port = 8080", "" },
        { "server.read_timeout", "10s", ".Server.ReadTimeout = 00:00:10", "" },
        { "server.read_header_timeout", "3s", ".Server.ReadHeaderTimeout = 00:00:03", "" },
        { "server.write_timeout", "1h", ".Server.WriteTimeout = 01:00:00", "" },
        { "server.idle_timeout", "2m", ".Server.IdleTimeout = 00:02:00", "" },
        { "server.shutdown_timeout", "30s", ".Server.ShutdownTimeout = 00:00:30", "" },
        { "server.request_logging", "false", ".Server.RequestLogging = False", "" },
        { "server.cors.enabled", "true", ".Server.Cors.Enabled = True", "" },
        { "server.cors.allowed_origins", "[a]", ".Server.Cors.AllowedOrigins[0] = a", "" },
        { "server.cors.allowed_methods", "[PUT]", ".Server.Cors.AllowedMethods[0] = PUT", "" },
        { "server.cors.allowed_headers", "[a]", ".Server.Cors.AllowedHeaders[0] = a", "" },
        { "server.cors.exposed_headers", "[a]", ".Server.Cors.ExposedHeaders[0] = a", "" },
        { "server.cors.allow_credentials", "true", ".Server.Cors.AllowCredentials = True", "" },
        { "server.cors.max_age", "60", ".Server.Cors.MaxAge = 60", "" },
        { "server.request_limits.max_body_size", "1MB", ".Server.RequestLimits.MaxBodySize = 1048576", "" },
        { "server.request_limits.max_header_size", "8KB", ".Server.RequestLimits.MaxHeaderSize = 8192", "" },
        { "server.rate_limits.global_requests_per_minute", "1", ".Server.RateLimits.GlobalRequestsPerMinute = 1", "" },
        { "server.rate_limits.per_ip_requests_per_minute", "1", ".Server.RateLimits.PerIpRequestsPerMinute = 1", "" },
        { "server.rate_limits.burst_size", "1", ".Server.RateLimits.BurstSize = 1", "" },
        { "server.rate_limits.cleanup_interval", "1m", ".Server.RateLimits.CleanupInterval = 00:01:00", "" },
        { "server.rate_limits.trust_proxy_headers", "true", ".Server.RateLimits.TrustProxyHeaders = True", "" },
        { "server.rate_limits.trusted_proxy_cidrs", "[1.2.3.4/8]", ".Server.RateLimits.TrustedProxyCidrs[0] = 1.0.0.0/8", "" },
        { "proxy.engine", "sherpa", ".Proxy.Engine = Sherpa", "" },
        { "proxy.profile", "standard", ".Proxy.Profile = Standard", "" },
        { "proxy.load_balancer", "round-robin", ".Proxy.LoadBalancer = RoundRobin", "" },
        { "proxy.relay", "portable", ".Proxy.Relay = Portable", "" },
        { "proxy.connection_timeout", "1s", ".Proxy.ConnectionTimeout = 00:00:01", "" },
        { "proxy.connection_keep_alive", "1s", ".Proxy.ConnectionKeepAlive = 00:00:01", "" },
        { "proxy.response_header_timeout", "1s", ".Proxy.ResponseHeaderTimeout = 00:00:01", "" },
        { "proxy.tls_handshake_timeout", "1s", ".Proxy.TlsHandshakeTimeout = 00:00:01", "" },
        { "proxy.read_timeout", "0s", ".Proxy.ReadTimeout = 00:01:00", "" },
        { "proxy.response_timeout", "15m", ".Proxy.ResponseTimeoutIsExplicit = True", "" },
        { "proxy.stream_buffer_size", "2048", ".Proxy.StreamBufferSize = 2048", "" },
        { "proxy.stream_flush_interval", "20ms", ".Proxy.StreamFlushInterval = 00:00:00.0200000", "" },
        { "proxy.max_connections_per_endpoint", "50", ".Proxy.MaxConnectionsPerEndpoint = 50", "" },
        { "proxy.retry.enabled", "false", ".Proxy.Retry.Enabled = False", "" },
        { "proxy.retry.on_connection_failure", "false", ".Proxy.Retry.OnConnectionFailure = False", "" },
        { "proxy.retry.max_attempts", "4", ".Proxy.Retry.MaxAttempts = 4", "proxy.max_retries=2" },
        { "proxy.max_retries", "2", ".Proxy.Retry.MaxAttempts = 3", "" },
        { "proxy.profile_filter.include", "[oll*]", ".Proxy.ProfileFilter.Include[0] = oll*", "" },
        { "proxy.profile_filter.exclude", "[vllm]", ".Proxy.ProfileFilter.Exclude[0] = vllm", "" },
        { "proxy.sticky_sessions.enabled", "true", ".Proxy.StickySessions.Enabled = True", "" },
        { "proxy.sticky_sessions.idle_ttl_seconds", "5", ".Proxy.StickySessions.IdleTtlSeconds = 5", "" },
        { "proxy.sticky_sessions.max_sessions", "99999999999", ".Proxy.StickySessions.MaxSessions = 2147483647", "" },
        { "proxy.sticky_sessions.key_sources", "[ip]", ".Proxy.StickySessions.KeySources[0] = Ip", "" },
        { "proxy.sticky_sessions.prefix_hash_bytes", "64", ".Proxy.StickySessions.PrefixHashBytes = 64", "" },
        { "discovery.model_discovery.enabled", "false", ".Discovery.ModelDiscovery.Enabled = False", "" },
        { "discovery.model_discovery.interval", "1m", ".Discovery.ModelDiscovery.Interval = 00:01:00", "" },
        { "discovery.model_discovery.timeout", "1m", ".Discovery.ModelDiscovery.Timeout = 00:01:00", "" },
        { "discovery.model_discovery.concurrent_workers", "9", ".Discovery.ModelDiscovery.ConcurrentWorkers = 9", "" },
        { "discovery.model_discovery.retry_attempts", "9", ".Discovery.ModelDiscovery.RetryAttempts = 9", "" },
        { "discovery.model_discovery.retry_backoff", "9s", ".Discovery.ModelDiscovery.RetryBackoff = 00:00:09", "" },
        { "discovery.static.endpoints", "[]", ".Discovery.Endpoints.Count = 0", "" },
        { "endpoints", "[{url: 'http://b:1'}]", Bound + "Url = http://b:1/", "" },
        { Endpoint + "url", "https://b/base", Bound + "Url = https://b/base", "" },
        { Endpoint + "name", "n", Bound + "Name = n", "url" },
        { Endpoint + "type", "dmr", Bound + "Type = docker-model-runner", "url" },
        { Endpoint + "priority", "0", Bound + "Priority = 0", "url" },
        { Endpoint + "health_check_url", "/h", Bound + "HealthCheckUrl = /h", "url" },
        { Endpoint + "check_path", "/h", Bound + "HealthCheckUrl = /h", "url" },
        { Endpoint + "model_url", "http://c/m", Bound + "ModelUrl = http://c/m", "url" },
        { Endpoint + "check_interval", "1m", Bound + "CheckInterval = 00:01:00", "url" },
        { Endpoint + "check_timeout", "1s", Bound + "CheckTimeout = 00:00:01", "url" },
        { Endpoint + "preserve_path", "true", Bound + "PreservePath = True", "url" },
        { Endpoint + "model_filter.include", "['*b']", Bound + "ModelFilter.Include[0] = *b", "url" },
        { Endpoint + "model_filter.exclude", "['*b*']", Bound + "ModelFilter.Exclude[0] = *b*", "url" },
        { Endpoint + "headers", "{X-A: 1}", Bound + "Headers[0].Value = 1", "url" },
        { Endpoint + "auth.type", "bearer", Bound + "AuthHeader.Name = Authorization", "url|auth.token=t" },
        { Endpoint + "auth.token", "t", Bound + "AuthHeader.Value = Bearer t", "url|auth.type=bearer" },
        { Endpoint + "auth.token_file", "secret", Bound + "AuthHeader.Value = Bearer from-file", "url|auth.type=bearer" },
        { Endpoint + "auth.key", "k", Bound + "AuthHeader.Name = X-Api-Key", "url|auth.type=api_key" },
        { Endpoint + "auth.key_file", "secret", Bound + "AuthHeader.Value = from-file", "url|auth.type=api_key" },
        { Endpoint + "auth.header", "X-Key", Bound + "AuthHeader.Name = X-Key", "url|auth.type=api_key|auth.key=k" },
        { Endpoint + "auth.username", "u", Bound + "AuthHeader.Value = Basic dTpw", "url|auth.type=basic|auth.password=p" },
        { Endpoint + "auth.username_file", "secret", Bound + "AuthHeader.Value = Basic ZnJvbS1maWxlOnA=", "url|auth.type=basic|auth.password=p" },
        { Endpoint + "auth.password", "p", Bound + "AuthHeader.Value = Basic dTpw", "url|auth.type=basic|auth.username=u" },
        { Endpoint + "auth.password_file", "secret", Bound + "AuthHeader.Value = Basic dTpmcm9tLWZpbGU=", "url|auth.type=basic|auth.username=u" },
        { "model_registry.enable_unifier", "false", ".ModelRegistry.EnableUnifier = False", "model_registry.unification.enabled=true" },
        { "model_registry.unification.enabled", "false", ".ModelRegistry.EnableUnifier = False", "" },
        { "model_registry.unification.stale_threshold", "1h", ".ModelRegistry.StaleThreshold = 01:00:00", "" },
        { "model_registry.unification.cleanup_interval", "0s", ".ModelRegistry.CleanupInterval = 00:05:00", "" },
        { "model_registry.routing_strategy.type", "discovery", ".ModelRegistry.RoutingStrategy = Discovery", "" },
        { "model_registry.routing_strategy.options.fallback_behavior", "none", ".ModelRegistry.FallbackBehavior = None", "" },
        { "model_registry.routing_strategy.options.discovery_timeout", "9s", ".ModelRegistry.DiscoveryTimeout = 00:00:09", "" },
        { "model_registry.routing_strategy.options.discovery_refresh_on_miss", "true", ".ModelRegistry.DiscoveryRefreshOnMiss = True", "" },
        { "model_aliases", "{a: [b, a]}", ".ModelAliases[a] = b,a", "" },
        { "translators.anthropic.enabled", "false", ".Translators.Anthropic.Enabled = False", "" },
        { "translators.anthropic.passthrough_enabled", "false", ".Translators.Anthropic.PassthroughEnabled = False", "" },
        { "translators.anthropic.max_message_size", "5MB", ".Translators.Anthropic.MaxMessageSize = 5242880", "" },
        { "translators.anthropic.inspector.enabled", "true", ".Translators.Anthropic.Inspector.Enabled = True", "" },
        { "translators.anthropic.inspector.output_dir", "''", ".Translators.Anthropic.Inspector.OutputDirectory = ./inspector-logs", "" },
        { "translators.anthropic.inspector.session_header", "X-S", ".Translators.Anthropic.Inspector.SessionHeader = X-S", "" },
        { "logging.level", "WARNING", ".Logging.Level = Warn", "" },
        { "logging.format", "text", ".Logging.Format = Text", "" },
        { "logging.output", "file", ".Logging.Output = File", "" },
        { "engineering.show_nerdstats", "true", ".Engineering.ShowNerdstats = True", "" },
        { "dashboard.enabled", "false", ".Dashboard.Enabled = False", "" },
        { "dashboard.access_policy.allowed_cidrs", "['::/0']", ".Dashboard.AllowedCidrs[0] = ::/0", "" },
        { "dashboard.access_policy.allowed_hosts", "[olla.example]", ".Dashboard.AllowedHosts[0] = olla.example", "" },
    };

    /// <summary>Keys that change nothing, and the finding that says so. A choice of one is complete with its default.</summary>
    public static TheoryData<string, string, string> WithoutEffect { get; } = new()
    {
        { "server.rate_limits.health_requests_per_minute", "5", DiagnosticCodes.NoEffect },
        { "server.rate_limits.per_endpoint.default_requests_per_minute", "5", DiagnosticCodes.NoEffect },
        { "discovery.refresh_interval", "5s", DiagnosticCodes.NoEffect },
        { "discovery.health_check.initial_delay", "5s", DiagnosticCodes.NoEffect },
        { "dashboard.gate_internal_api", "true", DiagnosticCodes.Suspicious },
        { Endpoint + "tags", "{a: b}", DiagnosticCodes.NoEffect },
        { "proxy.retry_backoff", "5s", DiagnosticCodes.DeprecatedKey },
        { "model_registry.unification.cache_ttl", "5s", DiagnosticCodes.DeprecatedKey },
        { "model_registry.unification.custom_rules", "[]", DiagnosticCodes.DeprecatedKey },
        { "model_registry.unification.family_overrides", "{}", DiagnosticCodes.DeprecatedKey },
        { "discovery.type", "static", "" },
        { "model_registry.type", "memory", "" },
    };

    [Theory]
    [MemberData(nameof(Effects))]
    public void A_key_changes_what_it_says(string path, string value, string line, string others)
    {
        var context = others.Split('|', StringSplitOptions.RemoveEmptyEntries)
            .Select(static other => other == "url" ? "url=http://a:1" : other)
            .Select(static other => new ConfigurationEntry((other.StartsWith("auth", StringComparison.Ordinal) || other.StartsWith("url", StringComparison.Ordinal) ? Endpoint : "") + other.Split('=')[0], other.Split('=')[1]))
            .ToArray();

        Assert.DoesNotContain(line, Lines(context));
        Assert.Contains(line, Lines([.. context, new ConfigurationEntry(path, value)]));
    }

    [Theory]
    [MemberData(nameof(WithoutEffect))]
    public void A_key_without_effect_says_so(string path, string value, string code)
    {
        ConfigurationEntry[] context = path.StartsWith(Endpoint, StringComparison.Ordinal) ? [new(Endpoint + "url", "http://a:1")] : [];
        ConfigurationEntry[] document = [.. context, new(path, value)];

        Assert.Equal(Lines(context), Lines(document));
        Assert.Equal(code.Length == 0 ? [] : [code], Loading.Yaml(ConfigurationWriter.ToText(document)).Codes());
    }

    [Fact]
    public void Every_key_of_the_table_is_proved_to_work_or_proved_to_do_nothing()
    {
        var proved = Effects.Select(static row => (string)row[0]).Concat(WithoutEffect.Select(static row => (string)row[0]))
            .Select(static path => path.Replace("[0]", "[]", StringComparison.Ordinal));

        Assert.Equal(ConfigurationKeys.All.Select(static key => key.Path).Order(StringComparer.Ordinal), proved.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_inert_key_is_among_those_proved_to_do_nothing() =>
        Assert.All(
            ConfigurationKeys.All.Where(static key => key.Status == KeyStatus.Inert),
            static key => Assert.Contains(WithoutEffect, row => ((string)row[0]).Replace("[0]", "[]", StringComparison.Ordinal) == key.Path));

    private static string[] Lines(ConfigurationEntry[] entries) =>
        OptionsText.Of(Loading.Files(Loading.FileName, [(Loading.FileName, ConfigurationWriter.ToText(entries)), ("secret", " from-file\n")]).Options);
}
