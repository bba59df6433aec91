using System.Globalization;
using Olla.Configuration.Keys;

namespace Olla.Configuration.Writing;

/// <summary>A section, a list, or a value of a document being written.</summary>
internal sealed class WriterNode
{
    private readonly Dictionary<string, WriterNode> _children = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, WriterNode> Children => _children;

    /// <summary>The value; null for what only holds others.</summary>
    public ConfigurationEntry? Entry { get; private set; }

    /// <summary>Whether the children are a list's entries.</summary>
    public bool IsList { get; private set; }

    /// <summary>The place among its siblings: that of its first key in the table, or its list index.</summary>
    public int Order { get; private set; }

    public void Add(KeyPath path, ConfigurationEntry entry)
    {
        var node = this;
        var table = "";
        foreach (var (name, index) in path.Segments)
        {
            node.IsList |= index is not null;
            if (index is null)
            {
                table += table.Length == 0 ? name : "." + name;
            }
            else
            {
                table += "[]";
            }

            node = node.Child(index?.ToString(CultureInfo.InvariantCulture) ?? name, index ?? OrderOf(table), entry);
        }

        if (node.Entry is not null || node._children.Count > 0)
        {
            throw new ArgumentException($"\"{entry.Path}\" is written twice");
        }

        node.Entry = entry;
    }

    // What the table does not list, an entry of a map, comes in the order of adding.
    private static int OrderOf(string tablePath)
    {
        var all = ConfigurationKeys.All;
        for (var index = 0; index < all.Count; index++)
        {
            if (all[index].Path.StartsWith(tablePath, StringComparison.Ordinal)
                && (all[index].Path.Length == tablePath.Length || all[index].Path[tablePath.Length] is '.' or '['))
            {
                return index;
            }
        }

        return all.Count;
    }

    private WriterNode Child(string name, int order, ConfigurationEntry entry)
    {
        if (Entry is not null)
        {
            throw new ArgumentException($"\"{entry.Path}\" lies inside \"{Entry.Path}\", which has a value");
        }

        if (!_children.TryGetValue(name, out var child))
        {
            child = new WriterNode { Order = order };
            _children.Add(name, child);
        }

        return child;
    }
}
