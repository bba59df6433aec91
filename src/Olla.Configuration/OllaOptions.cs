namespace Olla.Configuration;

/// <summary>The whole configuration of the proxy, bound and validated once; readers never see text again.</summary>
public sealed record OllaOptions
{
    /// <summary>Section <c>server</c>.</summary>
    public ServerOptions Server { get; init; } = new();

    /// <summary>Section <c>proxy</c>.</summary>
    public ProxyOptions Proxy { get; init; } = new();

    /// <summary>Section <c>discovery</c>.</summary>
    public DiscoveryOptions Discovery { get; init; } = new();

    /// <summary>Section <c>model_registry</c>.</summary>
    public ModelRegistryOptions ModelRegistry { get; init; } = new();

    /// <summary>Section <c>model_aliases</c>: alias to the model names it stands for, in order of preference.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ModelAliases { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Section <c>translators</c>.</summary>
    public TranslatorOptions Translators { get; init; } = new();

    /// <summary>Section <c>logging</c>.</summary>
    public LoggingOptions Logging { get; init; } = new();

    /// <summary>Section <c>engineering</c>.</summary>
    public EngineeringOptions Engineering { get; init; } = new();

    /// <summary>Section <c>dashboard</c>.</summary>
    public DashboardOptions Dashboard { get; init; } = new();
}
