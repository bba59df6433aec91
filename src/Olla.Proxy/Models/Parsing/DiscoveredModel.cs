using System.Collections.Immutable;

namespace Olla.Proxy.Models.Parsing;

/// <summary>One entry of a backend's model list, whatever its shape was. Texts are null when the backend did not say.</summary>
internal sealed record DiscoveredModel
{
    /// <summary>The name this backend wants in a request, in its spelling.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of model it is (<c>llm</c>, <c>vlm</c>, <c>embeddings</c>) where the backend says so, else the list's own word.</summary>
    public string? Type { get; init; }

    /// <summary>Bytes on the backend's disk; zero when unknown.</summary>
    public long Size { get; init; }

    /// <summary>Content hash; equal digests are one model whatever they are called.</summary>
    public string? Digest { get; init; }

    public string? Description { get; init; }
    public DateTimeOffset? ModifiedAt { get; init; }
    public string? ParameterSize { get; init; }
    public string? Quantization { get; init; }
    public string? Family { get; init; }
    public ImmutableArray<string> Families { get; init; } = [];
    public string? Format { get; init; }
    public string? ParentModel { get; init; }
    public string? Publisher { get; init; }

    /// <summary>Load state in the backend's words, such as <c>loaded</c>.</summary>
    public string? State { get; init; }

    /// <summary>Tokens; zero when unknown.</summary>
    public long MaxContextLength { get; init; }

    public string? Checkpoint { get; init; }
    public string? Recipe { get; init; }
}
