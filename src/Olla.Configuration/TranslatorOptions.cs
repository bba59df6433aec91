namespace Olla.Configuration;

/// <summary>Section <c>translators</c>.</summary>
public sealed record TranslatorOptions
{
    public AnthropicOptions Anthropic { get; init; } = new();
}

/// <summary>Section <c>translators.anthropic</c>.</summary>
public sealed record AnthropicOptions
{
    public bool Enabled { get; init; } = true;
    public bool PassthroughEnabled { get; init; } = true;
    /// <summary>Bytes.</summary>
    public long MaxMessageSize { get; init; } = 10_485_760;
    public InspectorOptions Inspector { get; init; } = new();
}

/// <summary>Section <c>translators.anthropic.inspector</c>: dumps bodies to disk, for development only.</summary>
public sealed record InspectorOptions
{
    public bool Enabled { get; init; }
    public string OutputDirectory { get; init; } = "logs/inspector/anthropic";
    public string SessionHeader { get; init; } = "X-Session-ID";
}
