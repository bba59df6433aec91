using System.Collections.Immutable;

namespace Olla.Proxy.Providers;

/// <summary>Everything the proxy knows about one kind of backend; bound once from its YAML file.</summary>
internal sealed record ProviderProfile
{
    /// <summary>Canonical type, as endpoints name it.</summary>
    public required string Name { get; init; }

    public string Version { get; init; } = "1.0";
    public string DisplayName { get; init; } = "";
    public string Description { get; init; } = "";

    /// <summary>URL prefixes under <c>/olla/</c>, also accepted as endpoint types.</summary>
    public ImmutableArray<string> Prefixes { get; init; } = [];

    public ProviderApi Api { get; init; } = new();

    /// <summary>Which parser reads this provider's model list.</summary>
    public ModelListFormat ModelListFormat { get; init; } = ModelListFormat.OpenAi;

    public ProviderCharacteristics Characteristics { get; init; } = new();
    public ProviderDetection Detection { get; init; } = new();
    public ProviderModelHints Models { get; init; } = new();
    public ProviderMetricsExtraction Metrics { get; init; } = new();
}

/// <summary>The shapes in which backends list their models.</summary>
internal enum ModelListFormat { OpenAi, Ollama, LmStudio, Vllm, VllmMlx, Sglang, LlamaCpp, Lmdeploy, Lemonade, DockerModelRunner }

/// <summary>Section <c>api</c>.</summary>
internal sealed record ProviderApi
{
    public bool OpenAiCompatible { get; init; }

    /// <summary>
    /// Whether every OpenAI event stream ends with <c>data: [DONE]</c>. One that ends without it was cut then, also behind a finish reason; of a
    /// server that may leave it out, the finish reason is taken for the end.
    /// </summary>
    public bool StreamsEndWithDone { get; init; }

    /// <summary>Paths this provider is known to answer; they tell providers apart and forbid nothing.</summary>
    public ImmutableArray<string> Paths { get; init; } = [];

    public string ModelDiscoveryPath { get; init; } = "/v1/models";
    public string HealthCheckPath { get; init; } = "/";
    public AnthropicSupport Anthropic { get; init; } = new();
    public ResponsesSupport Responses { get; init; } = new();
}

/// <summary>Section <c>api.responses_support</c>: whether OpenAI's Responses API is served; without it requests become chat completions.</summary>
internal sealed record ResponsesSupport
{
    public bool Enabled { get; init; }
    public string Path { get; init; } = "/v1/responses";
}

/// <summary>Section <c>api.anthropic_support</c>.</summary>
internal sealed record AnthropicSupport
{
    public bool Enabled { get; init; }
    public string MessagesPath { get; init; } = "/v1/messages";
    public bool TokenCount { get; init; }
    public string MinimumVersion { get; init; } = "";

    /// <summary>Features that keep a request from being passed through, such as <c>no_vision</c>; others inform only.</summary>
    public ImmutableArray<string> Limitations { get; init; } = [];
}

/// <summary>Section <c>characteristics</c>: hints for people and dashboards, never enforced.</summary>
internal sealed record ProviderCharacteristics
{
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);
    public int MaxConcurrentRequests { get; init; } = 10;
    public int DefaultPriority { get; init; } = 50;
    public bool StreamingSupport { get; init; } = true;
}

/// <summary>Section <c>detection</c>: how an endpoint of type <c>auto</c> gives itself away.</summary>
internal sealed record ProviderDetection
{
    /// <summary>Texts in the <c>Server</c> header that name this provider.</summary>
    public ImmutableArray<string> ServerSignatures { get; init; } = [];

    /// <summary>Response headers that only this provider sends.</summary>
    public ImmutableArray<string> Headers { get; init; } = [];

    /// <summary>Values of <c>owned_by</c> that this provider puts into its list.</summary>
    public ImmutableArray<string> Owners { get; init; } = [];

    public ImmutableArray<string> PathIndicators { get; init; } = [];
    public ImmutableArray<int> DefaultPorts { get; init; } = [];
}

/// <summary>Section <c>models</c>: what names say about models, for people; routing uses what the registry derived.</summary>
internal sealed record ProviderModelHints
{
    /// <summary>Globs by capability.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> CapabilityPatterns { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Context length in tokens by glob; the first match counts.</summary>
    public ImmutableArray<ContextPattern> ContextPatterns { get; init; } = [];
}

/// <summary>Context length of models whose name matches.</summary>
internal sealed record ContextPattern(string Pattern, int Context);

/// <summary>Section <c>metrics.extraction</c>: where the end of an answer tells tokens and timings.</summary>
internal sealed record ProviderMetricsExtraction
{
    /// <summary>What is common to all providers is found without any path.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>JSON path by field name.</summary>
    public ImmutableDictionary<string, string> Paths { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Formula by field name, over the fields of <see cref="Paths"/>.</summary>
    public ImmutableDictionary<string, string> Calculations { get; init; } = ImmutableDictionary<string, string>.Empty;
}
