namespace Olla.Proxy.Statistics;

/// <summary>What a backend's answer told of itself: tokens and timings. Whatever it did not tell is null.</summary>
internal sealed record ProviderMetrics
{
    /// <summary>The model as the backend names it.</summary>
    public string? Model { get; init; }

    public string? FinishReason { get; init; }

    /// <summary>Tokens of the prompt.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens of the answer.</summary>
    public long? OutputTokens { get; init; }

    public long? TotalTokens { get; init; }

    /// <summary>Milliseconds to the first token, by the backend's clock.</summary>
    public double? FirstTokenMs { get; init; }

    public double? TotalMs { get; init; }
    public double? ModelLoadMs { get; init; }

    /// <summary>Milliseconds spent on the prompt.</summary>
    public double? PromptMs { get; init; }

    /// <summary>Milliseconds spent on the answer.</summary>
    public double? GenerationMs { get; init; }

    /// <summary>Tokens of the answer in a second.</summary>
    public double? TokensPerSecond { get; init; }

    public bool IsComplete { get; init; }
}
