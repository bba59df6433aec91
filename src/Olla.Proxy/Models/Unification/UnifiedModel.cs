using System.Collections.Immutable;

namespace Olla.Proxy.Models.Unification;

/// <summary>A name of a model and the kind of backend that calls it so.</summary>
/// <param name="Name">In the backend's spelling; usable in a request.</param>
/// <param name="Source">Provider tag, such as <c>ollama</c> or <c>lmstudio</c>.</param>
internal readonly record struct ModelAlias(string Name, string Source);

/// <summary>An endpoint that has a model.</summary>
/// <param name="EndpointUrl">Absolute URL, the endpoint's identity.</param>
/// <param name="EndpointName">For people.</param>
/// <param name="Type">Canonical provider type; for <c>auto</c> the one that was detected.</param>
/// <param name="NativeName">What it calls the model.</param>
/// <param name="State">Such as <c>loaded</c>, <c>available</c>, <c>unknown</c>.</param>
/// <param name="Size">Bytes on its disk; zero when unknown.</param>
internal sealed record ModelSource(string EndpointUrl, string EndpointName, string Type, string NativeName, string State, long Size);

/// <summary>One model as the whole fleet has it.</summary>
internal sealed record UnifiedModel
{
    public required string Id { get; init; }
    public string Family { get; init; } = "";
    public string Variant { get; init; } = "";
    public string ParameterSize { get; init; } = "";
    public long ParameterCount { get; init; }
    public string Quantization { get; init; } = "";

    /// <summary>As the first backend that told it spells it, such as <c>Q4_K_M</c>.</summary>
    public string? ReportedQuantization { get; init; }

    public string Format { get; init; } = "";

    /// <summary>In order of the endpoints that gave them; never empty.</summary>
    public ImmutableArray<ModelAlias> Aliases { get; init; } = [];

    /// <summary>In order of the configuration.</summary>
    public ImmutableArray<ModelSource> Sources { get; init; } = [];

    /// <summary>Sorted.</summary>
    public ImmutableArray<string> Capabilities { get; init; } = [];

    /// <summary>Tokens; zero when unknown.</summary>
    public long MaxContextLength { get; init; }

    /// <summary>Bytes over all sources.</summary>
    public long DiskSize { get; init; }

    public DateTimeOffset LastSeen { get; init; }
    public string? Digest { get; init; }
    public string? Publisher { get; init; }
    public string? ModelType { get; init; }
    public string? ParentModel { get; init; }
    public string? Checkpoint { get; init; }
    public string? Recipe { get; init; }

    /// <summary>The name to show: the first alias, so that it can be used in a request.</summary>
    public string ListedName => Aliases.IsEmpty ? Id : Aliases[0].Name;

    /// <summary>The first name that backends of a kind use, or null.</summary>
    public string? AliasFrom(string source)
    {
        foreach (var alias in Aliases)
        {
            if (alias.Source == source)
            {
                return alias.Name;
            }
        }

        return null;
    }
}
