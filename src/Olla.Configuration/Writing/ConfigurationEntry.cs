namespace Olla.Configuration.Writing;

/// <summary>One key of a document to be written.</summary>
/// <param name="Path">As for <see cref="Keys.ConfigurationKeys.Find"/>, such as <c>proxy.profile</c> or <c>discovery.static.endpoints[0].url</c>.</param>
/// <param name="YamlText">The value as YAML: <c>streaming</c>, <c>30s</c>, <c>[a, b]</c>; several lines make a block below the key.</param>
public sealed record ConfigurationEntry(string Path, string YamlText)
{
    /// <summary>Lines of comment above the key, without <c>#</c>.</summary>
    public IReadOnlyList<string> Comment { get; init; } = [];
}
