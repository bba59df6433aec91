using System.Collections.Immutable;

namespace Olla.Proxy.Models.Unification;

/// <summary>What is known of one listed model after its own fields and its name have been read.</summary>
internal sealed record ModelFacts
{
    public required string Family { get; init; }
    public required string Variant { get; init; }

    /// <summary>Such as <c>8b</c> or <c>494m</c>; empty when unknown.</summary>
    public required string ParameterSize { get; init; }

    /// <summary>Parameters, or failing that bytes on disk; zero when neither is known.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>Such as <c>q4km</c>; empty when unknown.</summary>
    public required string Quantization { get; init; }

    public required string? Publisher { get; init; }

    /// <summary><c>llm</c>, <c>vlm</c> or <c>embeddings</c> where the backend says so.</summary>
    public required string? ModelType { get; init; }

    public required ImmutableArray<string> Capabilities { get; init; }
}
