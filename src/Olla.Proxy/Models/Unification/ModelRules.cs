using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Olla.Proxy.Models.Unification;

/// <summary>What names say about models: the contents of <c>models.yaml</c>, compiled.</summary>
internal sealed record ModelRules
{
    public required ImmutableArray<FamilyPattern> FamilyPatterns { get; init; }
    public required FrozenDictionary<string, string> ArchitectureMappings { get; init; }
    public required FrozenDictionary<string, string> FamilyAliases { get; init; }
    public required FrozenDictionary<string, string> PublisherMappings { get; init; }
    public required FrozenDictionary<string, string> QuantizationMappings { get; init; }
    public required FrozenDictionary<string, ImmutableArray<string>> TypeCapabilities { get; init; }
    public required ImmutableArray<NamePattern> NamePatterns { get; init; }

    /// <summary>Capability by the context length, in tokens, from which a model has it.</summary>
    public required ImmutableArray<ContextThreshold> ContextThresholds { get; init; }

    public required FrozenSet<string> PreservedFamilies { get; init; }
    public required FrozenSet<string> GenericNames { get; init; }

    /// <summary>The text they were read from: the same text means the same rules.</summary>
    public required string Text { get; init; }
}

/// <summary>A name that tells family and variant; groups are capture indexes.</summary>
internal sealed record FamilyPattern(Regex Pattern, int FamilyGroup, int VariantGroup);

/// <summary>A name that tells capabilities.</summary>
internal sealed record NamePattern(Regex Pattern, ImmutableArray<string> Capabilities);

/// <summary>A context length, in tokens, that amounts to a capability.</summary>
internal sealed record ContextThreshold(string Capability, long Tokens);
