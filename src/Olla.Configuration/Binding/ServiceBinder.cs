using Olla.Configuration.Validation;

namespace Olla.Configuration.Binding;

/// <summary>Binds the sections beside <c>server</c> and <c>proxy</c>.</summary>
internal static class ServiceBinder
{
    private static readonly TimeSpan CleanupIntervalForZero = TimeSpan.FromMinutes(5);

    public static ModelDiscoveryOptions ModelDiscovery(SettingTable settings)
    {
        var defaults = new ModelDiscoveryOptions();
        const string Path = "discovery.model_discovery.";
        return new()
        {
            Enabled = settings.Boolean(Path + "enabled", defaults.Enabled),
            Interval = settings.PositiveDuration(Path + "interval", defaults.Interval, defaults.Interval),
            Timeout = settings.PositiveDuration(Path + "timeout", defaults.Timeout, defaults.Timeout),
            ConcurrentWorkers = Math.Max(1, settings.Integer(Path + "concurrent_workers", defaults.ConcurrentWorkers)),
            RetryAttempts = Math.Max(0, settings.Integer(Path + "retry_attempts", defaults.RetryAttempts)),
            RetryBackoff = settings.PositiveDuration(Path + "retry_backoff", defaults.RetryBackoff, TimeSpan.Zero),
        };
    }

    public static ModelRegistryOptions ModelRegistry(SettingTable settings)
    {
        var defaults = new ModelRegistryOptions();
        const string Path = "model_registry.";
        const string Options = Path + "routing_strategy.options.";
        return new()
        {
            EnableUnifier = settings.Boolean(Path + "enable_unifier", settings.Boolean(Path + "unification.enabled", defaults.EnableUnifier)),
            StaleThreshold = settings.PositiveDuration(Path + "unification.stale_threshold", defaults.StaleThreshold, defaults.StaleThreshold),
            CleanupInterval = settings.PositiveDuration(Path + "unification.cleanup_interval", defaults.CleanupInterval, CleanupIntervalForZero),
            RoutingStrategy = settings.Text(Path + "routing_strategy.type", "") switch
            {
                "optimistic" => RoutingStrategyKind.Optimistic,
                "discovery" => RoutingStrategyKind.Discovery,
                _ => RoutingStrategyKind.Strict,
            },
            FallbackBehavior = settings.Text(Options + "fallback_behavior", "") switch
            {
                "all" => FallbackBehavior.All,
                "none" => FallbackBehavior.None,
                _ => FallbackBehavior.CompatibleOnly,
            },
            DiscoveryTimeout = settings.Duration(Options + "discovery_timeout", defaults.DiscoveryTimeout),
            DiscoveryRefreshOnMiss = settings.Boolean(Options + "discovery_refresh_on_miss", defaults.DiscoveryRefreshOnMiss),
        };
    }

    public static IReadOnlyDictionary<string, IReadOnlyList<string>> ModelAliases(SettingTable settings)
    {
        var aliases = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var alias in settings.Map("model_aliases"))
        {
            aliases[alias.Name] = [.. alias.Values.Select(static model => model.Text)];
        }

        return aliases;
    }

    public static AnthropicOptions Anthropic(SettingTable settings)
    {
        var defaults = new AnthropicOptions();
        const string Path = "translators.anthropic.";
        return new()
        {
            Enabled = settings.Boolean(Path + "enabled", defaults.Enabled),
            PassthroughEnabled = settings.Boolean(Path + "passthrough_enabled", defaults.PassthroughEnabled),
            MaxMessageSize = settings.Size(Path + "max_message_size", 0) is > 0 and var size ? size : defaults.MaxMessageSize,
            Inspector = new()
            {
                Enabled = settings.Boolean(Path + "inspector.enabled", defaults.Inspector.Enabled),
                OutputDirectory = settings.Text(Path + "inspector.output_dir", defaults.Inspector.OutputDirectory) is { Length: > 0 } folder
                    ? folder
                    : "./inspector-logs",
                SessionHeader = settings.Text(Path + "inspector.session_header", "") is { Length: > 0 } header ? header : defaults.Inspector.SessionHeader,
            },
        };
    }

    public static LoggingOptions Logging(SettingTable settings) => new()
    {
        Level = settings.Text("logging.level", "").ToLowerInvariant() switch
        {
            "debug" => LogLevelOption.Debug,
            "warn" or "warning" => LogLevelOption.Warn,
            "error" => LogLevelOption.Error,
            _ => LogLevelOption.Info,
        },
        Format = settings.Text("logging.format", "") == "text" ? LogFormat.Text : LogFormat.Json,
        FormatIsForced = settings.SourceOf("logging.format").Origin == SettingOrigin.Variable,
        Output = settings.Text("logging.output", "") == "file" ? LogOutput.File : LogOutput.Stdout,
    };

    public static DashboardOptions Dashboard(SettingTable settings)
    {
        var defaults = new DashboardOptions();
        return new()
        {
            Enabled = settings.Boolean("dashboard.enabled", defaults.Enabled),
            AllowedCidrs = NetworkRules.Parse(settings.Items("dashboard.access_policy.allowed_cidrs"), defaults.AllowedCidrs),
            AllowedHosts = settings.Texts("dashboard.access_policy.allowed_hosts", defaults.AllowedHosts),
        };
    }
}
