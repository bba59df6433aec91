namespace Olla.Configuration.Keys;

public static partial class ConfigurationKeys
{
    private static IEnumerable<ConfigurationKey> Discovery =>
    [
        new("discovery.type", KeyKind.Choice, "static", "How endpoints are found.") { Allowed = ["static"] },
        new("discovery.refresh_interval", KeyKind.Duration, "30s", "Accepted for old files.") { Status = KeyStatus.Inert },
        new("discovery.health_check.initial_delay", KeyKind.Anything, null, "Accepted for old files: the first check is immediate.") { Status = KeyStatus.Inert },
        new("discovery.model_discovery.enabled", KeyKind.Boolean, "true", "Whether the models of healthy endpoints are listed periodically."),
        new("discovery.model_discovery.interval", KeyKind.Duration, "5m", "How often models are listed.")
        {
            Range = KeyRange.Positive,
            AppliesWhen = "discovery.model_discovery.enabled",
        },
        new("discovery.model_discovery.timeout", KeyKind.Duration, "30s", "Limit for listing one endpoint's models.")
        {
            Range = KeyRange.Positive,
            AppliesWhen = "discovery.model_discovery.enabled",
        },
        new("discovery.model_discovery.concurrent_workers", KeyKind.WholeNumber, "5", "Endpoints listed at the same time.")
        {
            Range = KeyRange.Positive,
            AppliesWhen = "discovery.model_discovery.enabled",
        },
        new("discovery.model_discovery.retry_attempts", KeyKind.WholeNumber, "3", "Further attempts after a listing failed."),
        new("discovery.model_discovery.retry_backoff", KeyKind.Duration, "1s", "Wait before such an attempt."),
        new("discovery.static.endpoints", KeyKind.EndpointList, null,
            "The backends. Unset means one Ollama at `http://localhost:11434`; an empty list means none."),
    ];

    private static IEnumerable<ConfigurationKey> Endpoint =>
    [
        new(EndpointPath + "url", KeyKind.Text, null, "Base URL and identity of the endpoint; required, `http` or `https`, without credentials."),
        new(EndpointPath + "name", KeyKind.Text, null, "Name in logs, headers and status pages; unset means host and port."),
        new(EndpointPath + "type", KeyKind.Choice, "auto", "What the backend is; `auto` finds out by asking it.") { Allowed = EndpointTypeNames.BuiltIn.Accepted, AllowsEmpty = true },
        new(EndpointPath + "priority", KeyKind.WholeNumber, "100", "Higher is preferred; 0 is the lowest.") { Range = KeyRange.NotNegative },
        new(EndpointPath + "health_check_url", KeyKind.Text, null, "Where health is asked: a path joined to the base URL, or an absolute URL. Unset means the type's own."),
        new(EndpointPath + "model_url", KeyKind.Text, null, "Where models are listed: a path joined to the base URL, or an absolute URL. Unset means the type's own."),
        new(EndpointPath + "check_interval", KeyKind.Duration, "5s", "Time between health checks, at least 1s; `0s` means the default."),
        new(EndpointPath + "check_timeout", KeyKind.Duration, "2s", "Limit for one health check, at most 30s and less than `check_interval`; `0s` means the default."),
        new(EndpointPath + "preserve_path", KeyKind.Boolean, "false", "Whether a request's path is appended to the base URL's path instead of replacing it."),
        new(EndpointPath + "model_filter.include", KeyKind.GlobList, "[]", "Models of this endpoint that are registered; an empty list means all."),
        new(EndpointPath + "model_filter.exclude", KeyKind.GlobList, "[]", "Models of this endpoint that are not registered; wins over `include`."),
        new(EndpointPath + "auth.type", KeyKind.Choice, null, "How the proxy identifies itself to the backend; required within `auth`.") { Allowed = ["bearer", "api_key", "basic"], IsSecret = true },
        new(EndpointPath + "auth.token", KeyKind.Text, null, "For `bearer`: the token. May hold `${VARIABLE}`.") { IsSecret = true },
        new(EndpointPath + "auth.token_file", KeyKind.Text, null, "For `bearer`: a file with the token.") { IsSecret = true },
        new(EndpointPath + "auth.key", KeyKind.Text, null, "For `api_key`: the key. May hold `${VARIABLE}`.") { IsSecret = true },
        new(EndpointPath + "auth.key_file", KeyKind.Text, null, "For `api_key`: a file with the key.") { IsSecret = true },
        new(EndpointPath + "auth.header", KeyKind.Text, "X-Api-Key", "For `api_key`: the header that carries the key.") { IsSecret = true },
        new(EndpointPath + "auth.username", KeyKind.Text, null, "For `basic`: the user. May hold `${VARIABLE}`.") { IsSecret = true },
        new(EndpointPath + "auth.username_file", KeyKind.Text, null, "For `basic`: a file with the user.") { IsSecret = true },
        new(EndpointPath + "auth.password", KeyKind.Text, null, "For `basic`: the password. May hold `${VARIABLE}`.") { IsSecret = true },
        new(EndpointPath + "auth.password_file", KeyKind.Text, null, "For `basic`: a file with the password.") { IsSecret = true },
        new(EndpointPath + "headers", KeyKind.TextMap, null, "Headers set on every request to this endpoint. Values may hold `${VARIABLE}`.") { IsSecret = true },
        new(EndpointPath + "check_path", KeyKind.Text, null, "The health path, in files of older versions.")
        {
            Status = KeyStatus.Deprecated,
            Replacement = "health_check_url",
        },
        new(EndpointPath + "tags", KeyKind.Anything, null, "Accepted for old files.") { Status = KeyStatus.Inert },
    ];

    private const string EndpointPath = "discovery.static.endpoints[].";
}
