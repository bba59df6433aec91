using Olla.Configuration.Diagnostics;

namespace Olla.Configuration.Tests;

/// <summary>The recipes of the performance page load, each alone, with exactly the warnings that are known.</summary>
public sealed class RecipeTests
{
    private const string HighThroughput =
        """
        server:
          host: "0.0.0.0"
          port: 40114
          request_logging: false
          request_limits: {max_body_size: 52428800, max_header_size: 524288}
        proxy:
          engine: "olla"
          profile: "auto"
          load_balancer: "least-connections"
          connection_timeout: 60s
          max_retries: 2
        discovery:
          model_discovery: {enabled: true, interval: 15m, concurrent_workers: 10}
        logging: {level: "error", format: "json"}
        """;

    private const string LowLatency =
        """
        server: {host: "localhost", port: 40114, read_timeout: 10s}
        proxy:
          engine: "olla"
          profile: "streaming"
          load_balancer: "priority"
          connection_timeout: 120s
          max_retries: 1
        discovery:
          static:
            endpoints:
              - url: "http://localhost:11434"
                name: "local"
                priority: 100
                check_interval: 60s
                check_timeout: 1s
        logging: {level: "error", format: "json"}
        """;

    public static TheoryData<string, string, string> Fragments { get; } = new()
    {
        { "high throughput", HighThroughput, "CFG202 proxy.max_retries" },
        { "low latency", LowLatency, "CFG202 proxy.max_retries" },
        { "memory", "server: {request_limits: {max_body_size: 5242880, max_header_size: 65536}}\nmodel_registry: {unification: {stale_threshold: 1h, cleanup_interval: 5m}}", "" },
        { "processor", "proxy: {load_balancer: priority}\nserver: {request_logging: false}\nlogging: {level: warn, format: json}\ndiscovery: {model_discovery: {enabled: false}}", "" },
        { "buffer, low latency", "proxy: {engine: sherpa, profile: streaming, stream_buffer_size: 2048}", "" },
        { "buffer, balanced", "proxy: {engine: sherpa, profile: auto, stream_buffer_size: 8192}", "" },
        { "buffer, high throughput", "proxy: {engine: olla, profile: standard, stream_buffer_size: 65536}", "" },
        { "buffer, as one document", "proxy: {stream_buffer_size: 2048}\nproxy: {stream_buffer_size: 8192}\nproxy: {stream_buffer_size: 65536}", "CFG103 proxy, CFG103 proxy" },
        { "older defaults", "proxy: {engine: sherpa, load_balancer: priority, stream_buffer_size: 8192, connection_timeout: 30s}\nserver: {write_timeout: 0s, read_timeout: 30s}", "" },
        { "current defaults", "proxy: {engine: olla, load_balancer: least-connections, stream_buffer_size: 8192, connection_timeout: 60s}\nserver: {write_timeout: 0s, read_timeout: 30s}", "" },
        { "reuse", "proxy: {engine: olla, connection_timeout: 30s}", "" },
        { "longer reuse", "proxy: {connection_timeout: 60s}", "" },
        { "balancer, priority", "proxy: {load_balancer: priority}", "" },
        { "balancer, least connections", "proxy: {load_balancer: least-connections}", "" },
        { "balancers as one document", "proxy: {load_balancer: priority}\nproxy: {load_balancer: least-connections}", "CFG103 proxy" },
        { "time-outs", "server: {read_timeout: 30s, write_timeout: 0s, idle_timeout: 120s, shutdown_timeout: 30s}\nproxy: {connection_timeout: 30s}", "" },
        { "health", "endpoints:\n  - url: http://localhost:11434\n    check_interval: 30s\n    check_timeout: 2s", "CFG202 endpoints" },
        { "network", "discovery: {static: {endpoints: [{url: 'http://localhost:11434', name: local, priority: 100}, {url: 'http://10.0.1.10:11434', name: internal, priority: 90}]}}", "" },
        { "streaming", "proxy: {engine: olla, profile: streaming}\nserver: {write_timeout: 0s}", "" },
        { "registry", "model_registry: {type: memory, enable_unifier: true, unification: {enabled: true, stale_threshold: 24h, cleanup_interval: 30m}}", "CFG202 model_registry.unification.enabled" },
        { "health caching", "endpoints:\n  - check_interval: 60s\n    check_timeout: 5s", "CFG202 endpoints" },
    };

    [Theory]
    [MemberData(nameof(Fragments))]
    public void A_recipe_loads_with_exactly_the_known_findings(string name, string yaml, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, string.Join(", ", Loading.Yaml(yaml).Diagnostics.Select(static found => $"{found.Code} {found.KeyPath}")));
    }

    [Fact]
    public void High_throughput_means_three_attempts_and_the_built_in_endpoint()
    {
        var options = Loading.Yaml(HighThroughput).Options;
        Assert.Equal(3, options.Proxy.Retry.MaxAttempts);
        Assert.Equal(65_536, options.Proxy.EffectiveStreamBufferSize);
        Assert.Same(EndpointOptions.BuiltIn, Assert.Single(options.Discovery.Endpoints));
    }

    [Fact]
    public void Low_latency_means_two_attempts_and_an_endpoint_of_automatic_type()
    {
        var options = Loading.Yaml(LowLatency).Options;
        Assert.Equal(2, options.Proxy.Retry.MaxAttempts);
        Assert.Equal(EndpointTypeNames.Automatic, Assert.Single(options.Discovery.Endpoints).Type);
    }

    [Fact]
    public void A_shorthand_entry_without_url_leaves_the_built_in_endpoint() =>
        Assert.Same(EndpointOptions.BuiltIn, Assert.Single(Loading.Yaml("endpoints: [{check_interval: 60s}]").Options.Discovery.Endpoints));

    [Fact]
    public void The_shorthand_is_ignored_where_the_full_list_is_written_wherever_that_stands()
    {
        var loaded = Loading.Yaml("endpoints: [{url: 5, priority: x}]\ndiscovery: {static: {endpoints: [{url: 'http://a:1'}]}}");
        Assert.Equal([DiagnosticCodes.DeprecatedKey], loaded.Codes());
        Assert.Equal("a:1", Assert.Single(loaded.Options.Discovery.Endpoints).Name);
    }

    [Fact]
    public void The_shipped_file_loads_without_a_warning()
    {
        var path = RepositoryFiles.Find("config/config.yaml");
        var loaded = ConfigurationLoader.Load(new() { FilePath = path, WorkingDirectory = Path.GetDirectoryName(path)! });
        Assert.DoesNotContain(loaded.Diagnostics, static found => found.Severity > DiagnosticSeverity.Info);
        Assert.Single(loaded.Options.Discovery.Endpoints);
    }

    [Fact]
    public void The_shipped_file_changes_only_what_it_means_to_change()
    {
        var shipped = OptionsText.Of(Loading.Yaml(File.ReadAllText(RepositoryFiles.Find("config/config.yaml"))).Options);
        Assert.Equal(
            [
                ".Discovery.Endpoints[0].HealthCheckUrl = null",
                ".Discovery.Endpoints[0].ModelUrl = null",
                ".Discovery.Endpoints[0].Name = local-ollama",
                ".Server.IdleTimeout = 00:02:00",
            ],
            shipped.Except(OptionsText.Of(new OllaOptions())).Order(StringComparer.Ordinal));
    }
}
