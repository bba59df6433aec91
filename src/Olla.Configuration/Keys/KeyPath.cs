using System.Globalization;

namespace Olla.Configuration.Keys;

/// <summary>A path to one place in a document, resolved against the table.</summary>
/// <param name="Segments">From the root: names and list indexes.</param>
/// <param name="Leaf">The key or section the path ends at; for a map's entry, the map.</param>
internal sealed record KeyPath(IReadOnlyList<KeyPathSegment> Segments, SchemaNode Leaf)
{
    /// <summary>Resolves a dotted path; null when it leads to no key and no section. A map takes the rest of the path as one name.</summary>
    public static KeyPath? Parse(string path)
    {
        var segments = new List<KeyPathSegment>();
        var node = ConfigurationKeys.Schema;
        var rest = path;
        while (rest.Length > 0)
        {
            if (node.Key?.Kind is KeyKind.TextMap or KeyKind.TextListMap or KeyKind.Anything)
            {
                segments.Add(new(rest, null));
                return new(segments, node);
            }

            var end = rest.IndexOf('.', StringComparison.Ordinal);
            var segment = end < 0 ? rest : rest[..end];
            rest = end < 0 ? "" : rest[(end + 1)..];
            if ((end >= 0 && rest.Length == 0) || Step(node, segment, segments) is not { } next)
            {
                return null;
            }

            node = next;
        }

        return segments.Count == 0 ? null : new(segments, node);
    }

    private static SchemaNode? Step(SchemaNode node, string segment, List<KeyPathSegment> segments)
    {
        var bracket = segment.IndexOf('[', StringComparison.Ordinal);
        var name = bracket < 0 ? segment : segment[..bracket];
        if (!node.Children.TryGetValue(name, out var child))
        {
            return null;
        }

        segments.Add(new(name, null));
        if (bracket < 0)
        {
            return child;
        }

        var index = segment.AsSpan(bracket + 1);
        if (child.Item is null || !index.EndsWith("]"))
        {
            return null;
        }

        // "[]" is how the table itself writes "any entry".
        var number = 0;
        if (index.Length > 1 && !int.TryParse(index[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return null;
        }

        segments.Add(new("", number));
        return child.Item;
    }
}

/// <summary>One step of a path: a name, or the index of a list's entry.</summary>
internal readonly record struct KeyPathSegment(string Name, int? Index);
