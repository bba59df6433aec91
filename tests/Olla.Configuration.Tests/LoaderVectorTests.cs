namespace Olla.Configuration.Tests;

/// <summary>Single values and what the loader makes of them: the vectors of the contract, and their neighbours.</summary>
public sealed class LoaderVectorTests
{
    /// <summary>Path, YAML value, expected code (empty for none).</summary>
    public static TheoryData<string, string, string> Values { get; } = new()
    {
        { "server.write_timeout", "0", "" },
        { "server.write_timeout", "\"0\"", "" },
        { "server.write_timeout", "5m", "CFG206" },
        { "server.read_timeout", "30", "CFG104" },
        { "server.read_timeout", "\"30\"", "CFG104" },
        { "server.read_timeout", "1d", "CFG104" },
        { "server.read_timeout", "\"1h 30m\"", "CFG104" },
        { "server.read_timeout", "9999999h", "CFG104" },
        { "server.read_timeout", "30S", "CFG104" },
        { "server.read_timeout", "1h30m", "" },
        { "server.read_timeout", "-1s", "CFG106" },
        { "server.shutdown_timeout", ".5s", "" },
        { "server.idle_timeout", "1µs", "" },
        { "proxy.connection_timeout", "-1s", "CFG106" },
        { "proxy.read_timeout", "0s", "" },
        { "model_registry.unification.stale_threshold", "-1s", "" },
        { "model_registry.routing_strategy.options.discovery_timeout", "0s", "CFG203" },
        { "server.request_limits.max_body_size", "50MB", "" },
        { "server.request_limits.max_body_size", "52_428_800", "" },
        { "server.request_limits.max_body_size", "0x100", "" },
        { "server.request_limits.max_body_size", "5.5", "CFG104" },
        { "server.request_limits.max_body_size", "-1", "" },
        { "server.request_limits.max_body_size", "-5MB", "CFG104" },
        { "server.request_limits.max_body_size", "100XB", "CFG104" },
        { "server.request_limits.max_header_size", "100", "CFG206" },
        { "server.request_limits.max_header_size", "0", "CFG206" },
        { "server.port", "\"8080\"", "" },
        { "server.port", "010", "" },
        { "server.port", "40114.0", "" },
        { "server.port", "40114.9", "CFG104" },
        { "server.port", "abc", "CFG104" },
        { "server.port", "[1]", "CFG104" },
        { "server.port", "0", "CFG106" },
        { "server.port", "-1", "CFG106" },
        { "server.port", "65536", "CFG106" },
        { "server.port", "99999999999999999999", "CFG104" },
        { "server.port", "null", "" },
        { "server.request_logging", "\"yes\"", "" },
        { "server.request_logging", "\"false\"", "" },
        { "server.request_logging", "1", "CFG104" },
        { "server.request_logging", "maybe", "CFG104" },
        { "server", "", "" },
        { "server", "5", "CFG104" },
        { "server.cors.allowed_origins", "\"*\"", "CFG104" },
        { "server.cors", "{enabled: true, allowed_origins: []}", "CFG107" },
        { "server.cors", "{enabled: true, allow_credentials: true}", "CFG108" },
        { "server.cors", "{enabled: true, allow_credentials: true, allowed_origins: [a]}", "" },
        { "server.cors", "{enabled: true, max_age: -1}", "CFG106" },
        { "server.cors", "{enabled: false, max_age: -1, allowed_origins: []}", "" },
        { "server.rate_limits.burst_size", "0", "CFG206" },
        { "server.rate_limits.burst_size", "-1", "CFG106" },
        { "server.rate_limits.health_requests_per_minute", "1000", "" },
        { "server.rate_limits.trusted_proxy_cidrs", "[203.0.113.0/24, nope]", "CFG203" },
        { "server.rate_limits", "{trust_proxy_headers: true, trusted_proxy_cidrs: [203.0.113.0/24, nope]}", "CFG106" },
        { "server.rate_limits.trusted_proxy_cidrs", "[]", "CFG206" },
        { "proxy.engine", "5", "CFG105" },
        { "proxy.engine", "\"\"", "CFG105" },
        { "proxy.load_balancer", "least_connections", "CFG105" },
        { "proxy.load_balancer", "\"\"", "CFG105" },
        { "proxy.profile", "fast", "CFG203" },
        { "proxy.relay", "fast", "CFG105" },
        { "proxy.stream_buffer_size", "-1", "CFG106" },
        { "proxy.stream_buffer_size", "17MB", "CFG206" },
        { "proxy.stream_buffer_size", "3GB", "CFG106" },
        { "proxy.max_connections_per_endpoint", "-1", "CFG106" },
        { "proxy.max_connections_per_endpoint", "3000000000", "CFG106" },
        { "proxy.retry.max_attempts", "-1", "CFG106" },
        { "proxy.profile_filter.include", "['a*b']", "CFG105" },
        { "proxy.profile_filter.include", "['**']", "CFG105" },
        { "proxy.profile_filter.include", "['*', '*a', 'a*', '*a*', a]", "" },
        { "proxy.sticky_sessions.max_sessions", "-1", "CFG104" },
        { "proxy.sticky_sessions.idle_ttl_seconds", "0", "CFG206" },
        { "proxy.sticky_sessions.key_sources", "[ip, header]", "CFG203" },
        { "proxy.sticky_sessions.key_sources", "[]", "" },
        { "discovery.type", "consul", "CFG105" },
        { "discovery.static.endpoints", "", "" },
        { "discovery.static.endpoints", "5", "CFG104" },
        { "discovery.model_discovery.interval", "0s", "CFG106" },
        { "discovery.model_discovery", "{interval: 0s, timeout: 0s, concurrent_workers: 0}", "CFG106 CFG106 CFG106" },
        { "discovery.model_discovery", "{interval: 0s, enabled: false}", "" },
        { "model_registry.type", "redis", "CFG105" },
        { "model_registry.type", "\"\"", "" },
        { "model_registry.routing_strategy.type", "\"\"", "CFG203" },
        { "model_registry.routing_strategy.options.fallback_behavior", "some", "CFG203" },
        { "translators.anthropic.max_message_size", "104857601", "CFG106" },
        { "translators.anthropic", "{enabled: false, max_message_size: -1}", "CFG106" },
        { "translators.anthropic.max_message_size", "0", "CFG206" },
        { "translators.anthropic.inspector", "{enabled: true, output_dir: /var/log/x}", "CFG206 CFG105" },
        { "translators.anthropic.inspector", "{enabled: true, output_dir: ../etc/x}", "CFG206 CFG105" },
        { "translators.anthropic.inspector", "{enabled: true, output_dir: 'C:/Windows/x'}", "CFG206 CFG105" },
        { "translators.anthropic.inspector", "{enabled: true, output_dir: /}", "CFG206 CFG105" },
        { "translators.anthropic.inspector", "{enabled: true, output_dir: /variable}", "CFG206" },
        { "translators.anthropic.inspector", "{enabled: true, session_header: 'a b'}", "CFG206 CFG105" },
        { "translators.anthropic.inspector", "{enabled: true, session_header: x-api-key}", "CFG206 CFG105" },
        { "translators.anthropic.inspector", "{enabled: true, output_dir: '', session_header: ''}", "CFG206" },
        { "translators.anthropic.inspector", "{output_dir: /var/log/x}", "" },
        { "dashboard.access_policy.allowed_cidrs", "", "CFG107" },
        { "dashboard.access_policy.allowed_cidrs", "[]", "CFG107" },
        { "dashboard.access_policy.allowed_cidrs", "[nope]", "CFG106" },
        { "dashboard.access_policy.allowed_cidrs", "[10.0.0.1]", "CFG106" },
        { "dashboard", "{enabled: false, access_policy: {allowed_cidrs: [nope]}}", "" },
        { "logging.level", "loud", "CFG203" },
        { "logging.level", "Debug", "" },
        { "logging.format", "JSON", "CFG203" },
        { "logging.output", "/var/log/olla.log", "CFG203" },
        { "model_aliases", "{\" a\": [x]}", "CFG105" },
        { "model_aliases", "{a: []}", "CFG107" },
        { "model_aliases", "{a: [x, \"\"]}", "CFG107" },
        { "model_aliases", "{a: x}", "CFG104" },
        { "model_aliases", "{\"\": [x]}", "CFG107" },
        { "model_aliases", "{a: [x, x]}", "CFG205" },
        { "model_aliases", "{a: [a]}", "" },
        { "model_aliases", "5", "CFG104" },
        { "foo", "1", "CFG201" },
        { "proxy.enjine", "olla", "CFG201" },
        { "Server", "{port: 1}", "CFG201" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_raises_exactly_its_finding(string path, string value, string codes) =>
        Assert.Equal(codes, string.Join(' ', Loading.Yaml(Loading.Nest(path, value)).Codes()));

    [Fact]
    public void Values_mean_what_the_contract_says()
    {
        Assert.Equal(52_428_800, Loading.Yaml("server: {request_limits: {max_body_size: 50MB}}").Options.Server.RequestLimits.MaxBodySize);
        Assert.Equal(8, Loading.Yaml("server: {port: 010}").Options.Server.Port);
        Assert.Equal(8080, Loading.Yaml("server: {port: \"8080\"}").Options.Server.Port);
        Assert.Equal(256, Loading.Yaml("server: {request_limits: {max_body_size: 0x100}}").Options.Server.RequestLimits.MaxBodySize);
        Assert.Equal(4096, Loading.Yaml("server: {request_limits: {max_header_size: 100}}").Options.Server.RequestLimits.MaxHeaderSize);
        Assert.Equal(1_048_576, Loading.Yaml("server: {request_limits: {max_header_size: -5}}").Options.Server.RequestLimits.MaxHeaderSize);
        Assert.Empty(Loading.Yaml("discovery: {static: {endpoints: }}").Options.Discovery.Endpoints);
        Assert.Equal(4, Loading.Yaml("server: {rate_limits: {trusted_proxy_cidrs: [203.0.113.0/24, nope]}}").Options.Server.RateLimits.TrustedProxyCidrs.Count);
        Assert.Equal([StickyKeySource.Ip], Loading.Yaml("proxy: {sticky_sessions: {key_sources: [ip, header]}}").Options.Proxy.StickySessions.KeySources);
        Assert.Equal(TimeSpan.FromTicks(10), Loading.Yaml("server: {idle_timeout: 1µs}").Options.Server.IdleTimeout);
        Assert.Equal(10_485_760, Loading.Yaml("translators: {anthropic: {max_message_size: 0}}").Options.Translators.Anthropic.MaxMessageSize);
        Assert.False(Loading.Yaml("server: {request_logging: \"false\"}").Options.Server.RequestLogging);
    }

    [Fact]
    public void The_inspectors_default_folder_is_refused_where_it_lies_in_a_system_folder()
    {
        const string Yaml = "translators: {anthropic: {inspector: {enabled: true}}}";
        var request = Loading.Request(Loading.FileName, [(Loading.FileName, Yaml)]);
        Assert.Equal(["CFG206"], ConfigurationLoader.Load(request).Codes());

        var read = request.ReadFile(Path.GetFullPath(Loading.FileName, Loading.Root));
        Assert.Equal(["CFG206", "CFG105"], ConfigurationLoader.Load(request with { WorkingDirectory = "/var/lib/olla", ReadFile = _ => read }).Codes());
    }

    [Fact]
    public void Zero_time_outs_of_the_proxy_mean_their_standard_values()
    {
        var proxy = Loading.Yaml("proxy: {connection_timeout: 0, connection_keep_alive: 0, response_header_timeout: 0, tls_handshake_timeout: 0, response_timeout: 0}").Options.Proxy;
        Assert.Equal(OptionsText.Of(new ProxyOptions() with { ResponseTimeout = TimeSpan.Zero }), OptionsText.Of(proxy));
    }

    [Fact]
    public void No_file_means_the_defaults_and_every_source_says_so()
    {
        var loaded = Loading.Nothing();
        Assert.Empty(loaded.Diagnostics);
        Assert.Null(loaded.FilePath);
        Assert.Equal(OptionsText.Of(new OllaOptions()), OptionsText.Of(loaded.Options));
        Assert.All(loaded.Sources.Values, static source => Assert.Equal(SettingSource.Default, source));
    }

    [Fact]
    public void Sources_name_line_and_variable()
    {
        var loaded = Loading.Yaml("server:\n  port: 1\n  host: a\n", ("OLLA_SERVER_HOST", "b"));
        Assert.Equal("test.yaml:2:9", loaded.Sources["server.port"].ToString());
        Assert.Equal("env OLLA_SERVER_HOST", loaded.Sources["server.host"].ToString());
        Assert.Equal("default", loaded.Sources["proxy.engine"].ToString());
        Assert.Equal("default", Loading.Yaml("proxy: {profile: fast}").Sources["proxy.profile"].ToString());
    }
}
