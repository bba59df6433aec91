using Olla.Configuration.Diagnostics;
using Olla.Configuration.Keys;

namespace Olla.Configuration.Binding;

/// <summary>What an unknown key was probably meant to be: a sibling, or the same name elsewhere.</summary>
internal static class KeySuggestion
{
    public static string? For(SchemaNode section, string written) =>
        NearestMatch.Find(written, section.Children.Keys) ?? Elsewhere(section, written);

    // Of several places with the same name, the one nearest in the tree: most sections shared, then fewest of its own.
    private static string? Elsewhere(SchemaNode section, string written) =>
        ConfigurationKeys.Schema.Descendants()
            .Where(node => NearestMatch.IsSame(node.Name, written) && node.Key?.Status != KeyStatus.Deprecated)
            .OrderByDescending(node => SharedSections(section.Path, node.Path))
            .ThenBy(static node => node.Path.Count(static letter => letter == '.'))
            .Select(static node => node.Path)
            .FirstOrDefault();

    private static int SharedSections(string left, string right) =>
        left.Split('.').Zip(right.Split('.')).TakeWhile(static pair => pair.First == pair.Second).Count();
}
