namespace Olla.Configuration;

/// <summary>Section <c>discovery</c>.</summary>
public sealed record DiscoveryOptions
{
    /// <summary>Section <c>discovery.static.endpoints</c>, in configuration order; secrets are resolved.</summary>
    public IReadOnlyList<EndpointOptions> Endpoints { get; init; } = [EndpointOptions.BuiltIn];
    public ModelDiscoveryOptions ModelDiscovery { get; init; } = new();
}

/// <summary>Section <c>discovery.model_discovery</c>.</summary>
public sealed record ModelDiscoveryOptions
{
    public bool Enabled { get; init; } = true;
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
    public int ConcurrentWorkers { get; init; } = 5;
    public int RetryAttempts { get; init; } = 3;
    public TimeSpan RetryBackoff { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>One entry of <c>discovery.static.endpoints</c>.</summary>
public sealed record EndpointOptions
{
    /// <summary>What an empty configuration proxies to: a local Ollama.</summary>
    public static EndpointOptions BuiltIn { get; } = new()
    {
        Name = "localhost",
        Url = new Uri("http://localhost:11434"),
        Type = "ollama",
        ConfiguredType = "ollama",
        HealthCheckUrl = "/",
        ModelUrl = "/api/tags",
    };

    /// <summary>Base URL and the identity of the endpoint.</summary>
    public required Uri Url { get; init; }
    /// <summary>Display name; never empty after loading (host:port stands in).</summary>
    public required string Name { get; init; }
    /// <summary>Canonical provider type, or <c>auto</c>.</summary>
    public string Type { get; init; } = "auto";
    /// <summary>The type as the person wrote it, for headers and status.</summary>
    public string ConfiguredType { get; init; } = "";
    /// <summary>Higher is preferred.</summary>
    public int Priority { get; init; } = 100;
    /// <summary>Relative to the base URL or absolute; null means the provider's default.</summary>
    public string? HealthCheckUrl { get; init; }
    /// <summary>Relative to the base URL or absolute; null means the provider's default.</summary>
    public string? ModelUrl { get; init; }
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(5);
    public TimeSpan CheckTimeout { get; init; } = TimeSpan.FromSeconds(2);
    public bool PreservePath { get; init; }
    public NameFilter ModelFilter { get; init; } = NameFilter.Everything;
    /// <summary>The credential header this endpoint wants, resolved from <c>auth</c>; null for none.</summary>
    public HeaderOption? AuthHeader { get; init; }
    /// <summary>Headers set on every request to this endpoint, resolved.</summary>
    public IReadOnlyList<HeaderOption> Headers { get; init; } = [];
}

/// <summary>A header with a value that may be secret: it prints as its name alone.</summary>
public sealed record HeaderOption(string Name, string Value)
{
    public override string ToString() => Name + ": ***";
}
