using Olla.LlmApi;

namespace Olla.MockBackends.Streaming;

/// <summary>One answer, decided: everything but when its parts leave.</summary>
internal sealed record Answer
{
    public required Dialect Dialect { get; init; }

    public required string Id { get; init; }

    public required string Model { get; init; }

    /// <summary>When the request arrived.</summary>
    public required DateTimeOffset Created { get; init; }

    public required TokenText Text { get; init; }

    /// <summary>Tokens of the answer, at least 1.</summary>
    public required int Tokens { get; init; }

    /// <summary>Bytes by which every token's text is longer.</summary>
    public int Padding { get; init; }

    /// <summary>Tokens of the prompt, as usage reports them.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>Whether an OpenAI stream ends with an event of token counts.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>Whether it ends with llama.cpp's timings.</summary>
    public bool HasTimings { get; init; }

    /// <summary>True if the request's limit ended the answer.</summary>
    public bool IsCut { get; init; }

    /// <summary>The wire's word for why the answer ended.</summary>
    public string FinishReason => IsCut ? "length" : "stop";
}
