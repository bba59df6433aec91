using Olla.Configuration.Diagnostics;

namespace Olla.Configuration.Keys;

/// <summary>The one table of keys: the loader reads by it, the reference page is written from it, the harness sweeps over it.</summary>
public static partial class ConfigurationKeys
{
    /// <summary>Every key, in the order of the reference page.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
        [.. Server, .. Proxy, .. Discovery, .. Endpoint, .. Models, .. Services, .. Shorthands];

    internal static SchemaNode Schema { get; } = SchemaNode.Build(All);

    /// <summary>The key at a path such as <c>proxy.profile</c>, <c>discovery.static.endpoints[0].url</c> or <c>model_aliases.small</c>; null for none.</summary>
    public static ConfigurationKey? Find(string path) => KeyPath.Parse(path)?.Leaf.Key;

    /// <summary>Checks one value as the loader would: its type, its range, its allowed values. Rules over several keys are left to a full load.</summary>
    /// <param name="path">As for <see cref="Find"/>; a section's path takes a mapping.</param>
    /// <param name="yamlText">The value as it would stand in the file.</param>
    /// <returns>Every finding, CFG201 for an unknown path among them; lines count within <paramref name="yamlText"/>.</returns>
    public static IReadOnlyList<Diagnostic> ValidateValue(string path, string yamlText) => Binding.ValueCheck.Run(path, yamlText);
}
