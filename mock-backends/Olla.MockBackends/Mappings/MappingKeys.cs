using WireMock.Admin.Mappings;

namespace Olla.MockBackends.Mappings;

/// <summary>The keys that a mapping may have: WireMock.Net's own and ours.</summary>
internal static class MappingKeys
{
    /// <summary>All of them, compared without case, as WireMock.Net does.</summary>
    public static IReadOnlySet<string> All { get; } =
        typeof(MappingModel).GetProperties().Select(property => property.Name).Append("llm").Append("$schema").ToHashSet(StringComparer.OrdinalIgnoreCase);
}
