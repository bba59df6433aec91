namespace Olla.LlmApi.Requests;

/// <summary>A request for generated text, independent of the <see cref="Dialect"/> in which it is written.</summary>
public sealed record GenerationRequest
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>The conversation; the completion dialects join the contents with blank lines to one prompt.</summary>
    public required IReadOnlyList<GenerationMessage> Messages { get; init; }

    /// <summary>Whether the answer is to be streamed. Always written, since the dialects' defaults differ. Default true.</summary>
    public bool Stream { get; init; } = true;

    /// <summary>Most tokens of the answer (<c>max_tokens</c>, <c>options.num_predict</c>); 0 leaves it to the backend.</summary>
    public int MaximumTokens { get; init; }

    /// <summary>Sampling seed; null leaves it to the backend.</summary>
    public long? Seed { get; init; }

    /// <summary>Sampling temperature; null leaves it to the backend.</summary>
    public double? Temperature { get; init; }

    /// <summary>Asks OpenAI dialects for a last event with the token counts. Ollama always sends them.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>The <c>user</c> field, which gateways pass on; mock backends take overrides from it. Null leaves it out.</summary>
    public string? User { get; init; }
}
