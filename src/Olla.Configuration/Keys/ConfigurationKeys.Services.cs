namespace Olla.Configuration.Keys;

public static partial class ConfigurationKeys
{
    private static IEnumerable<ConfigurationKey> Models =>
    [
        new("model_registry.type", KeyKind.Choice, "memory", "Where the catalogue of models lives.")
        {
            Allowed = ["memory"],
            AllowsEmpty = true,
            Variable = "OLLA_MODEL_REGISTRY_TYPE",
        },
        new("model_registry.enable_unifier", KeyKind.Boolean, "true", "Whether the models of all endpoints are merged into one catalogue.")
        {
            Variable = "OLLA_MODEL_UNIFIER_ENABLED",
        },
        new("model_registry.unification.stale_threshold", KeyKind.Duration, "24h", "How long a model is kept after it was last listed; zero or less means the default."),
        new("model_registry.unification.cleanup_interval", KeyKind.Duration, "10m", "How often stale models are removed; zero or less means 5m."),
        new("model_registry.unification.enabled", KeyKind.Boolean, null, "Whether models are merged, in files of older versions.")
        {
            Status = KeyStatus.Deprecated,
            Replacement = "model_registry.enable_unifier",
        },
        new("model_registry.unification.cache_ttl", KeyKind.Anything, null, "No effect.") { Status = KeyStatus.Deprecated },
        new("model_registry.unification.custom_rules", KeyKind.Anything, null, "No effect.") { Status = KeyStatus.Deprecated },
        new("model_registry.unification.family_overrides", KeyKind.Anything, null, "No effect.") { Status = KeyStatus.Deprecated },
        new("model_registry.routing_strategy.type", KeyKind.Choice, "strict", "What happens when not every endpoint has the requested model.")
        {
            Allowed = ["strict", "optimistic", "discovery"],
            BadValue = BadValueOutcome.FallBack,
        },
        new("model_registry.routing_strategy.options.fallback_behavior", KeyKind.Choice, "compatible_only",
            "Where a request goes when no healthy endpoint has its model; `strict` does not ask.")
        {
            Allowed = ["compatible_only", "all", "none"],
            BadValue = BadValueOutcome.FallBack,
        },
        new("model_registry.routing_strategy.options.discovery_timeout", KeyKind.Duration, "2s", "Limit for listing models again after a miss.")
        {
            Range = KeyRange.Positive,
            BadValue = BadValueOutcome.FallBack,
        },
        new("model_registry.routing_strategy.options.discovery_refresh_on_miss", KeyKind.Boolean, "false",
            "Whether the strategy `discovery` lists models again before it rejects a request."),
        new("model_aliases", KeyKind.TextListMap, null,
            "Names of your own for models: each maps to a list of model names, of which the first that an endpoint serves is used."),
    ];

    private static IEnumerable<ConfigurationKey> Services =>
    [
        new("translators.anthropic.enabled", KeyKind.Boolean, "true", "Whether the Anthropic Messages API is served.")
        {
            Variable = "OLLA_TRANSLATORS_ANTHROPIC_ENABLED",
        },
        new("translators.anthropic.passthrough_enabled", KeyKind.Boolean, "true", "Whether backends that speak that API themselves get requests untranslated.")
        {
            Variable = "OLLA_TRANSLATORS_ANTHROPIC_PASSTHROUGH_ENABLED",
        },
        new("translators.anthropic.max_message_size", KeyKind.Size, "10485760", "Largest request body on these routes, at most 100 MB; 0 means the default and is warned about.")
        {
            Range = new(0, 104_857_600),
            Variable = "OLLA_TRANSLATORS_ANTHROPIC_MAX_MESSAGE_SIZE",
        },
        new("translators.anthropic.inspector.enabled", KeyKind.Boolean, "false", "Whether bodies are written to disk. They hold what users said: for development only, warned about."),
        new("translators.anthropic.inspector.output_dir", KeyKind.Text, "logs/inspector/anthropic", "Folder of those files, outside system folders; empty means `./inspector-logs`."),
        new("translators.anthropic.inspector.session_header", KeyKind.Text, "X-Session-ID", "Request header that groups the files; empty means the default."),

        new("logging.level", KeyKind.Choice, "info", "Least severity that is logged.")
        {
            Allowed = ["debug", "info", "warn", "warning", "error"],
            IgnoresCase = true,
            BadValue = BadValueOutcome.FallBack,
            Variable = "OLLA_LOGGING_LEVEL",
        },
        new("logging.format", KeyKind.Choice, "json", "How lines look. On a terminal they are text unless the variable is set.")
        {
            Allowed = ["json", "text"],
            BadValue = BadValueOutcome.FallBack,
            Variable = "OLLA_LOGGING_FORMAT",
        },
        new("logging.output", KeyKind.Choice, "stdout", "`file` writes a rotated JSON file beside standard output.")
        {
            Allowed = ["stdout", "file"],
            BadValue = BadValueOutcome.FallBack,
        },
        new("engineering.show_nerdstats", KeyKind.Boolean, "false", "Whether memory, garbage collection and thread figures are logged at the end.")
        {
            Variable = "OLLA_SHOW_NERD_STATS",
        },

        new("dashboard.enabled", KeyKind.Boolean, "true", "Whether the dashboard is served at `/internal/ui`."),
        new("dashboard.access_policy.allowed_cidrs", KeyKind.NetworkList, "[127.0.0.0/8, \"::1/128\"]", "Addresses that may open it; proxy headers are never asked."),
        new("dashboard.access_policy.allowed_hosts", KeyKind.TextList, "[localhost]", "Host names it answers to; IP addresses always pass."),
        new("dashboard.gate_internal_api", KeyKind.Boolean, "false", "No effect by design; `true` is warned about.") { Status = KeyStatus.Inert },
    ];

    private static IEnumerable<ConfigurationKey> Shorthands =>
    [
        new("endpoints", KeyKind.EndpointList, null, "The endpoints, in shorthand.")
        {
            Status = KeyStatus.Deprecated,
            Replacement = "discovery.static.endpoints",
        },
    ];
}
