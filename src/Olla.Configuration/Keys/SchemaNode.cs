namespace Olla.Configuration.Keys;

/// <summary>The table of keys as a tree: sections hold keys and sections, the endpoint list holds its items' section.</summary>
internal sealed class SchemaNode
{
    private const string ItemSuffix = "[]";

    private readonly Dictionary<string, SchemaNode> _children = new(StringComparer.Ordinal);

    private SchemaNode(string path) => Path = path;

    /// <summary>The path as in the table; empty for the root.</summary>
    public string Path { get; }

    /// <summary>The key's own name, without index.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>The key that stands here; null for a section.</summary>
    public ConfigurationKey? Key { get; private set; }

    /// <summary>What each entry of a list looks like; null unless this is a list of mappings.</summary>
    public SchemaNode? Item { get; private set; }

    public IReadOnlyDictionary<string, SchemaNode> Children => _children;

    public static SchemaNode Build(IReadOnlyList<ConfigurationKey> keys)
    {
        var root = new SchemaNode("");
        foreach (var key in keys)
        {
            root.Add(key);
        }

        // The shorthand's entries are the same as the list's that it stands for.
        root._children["endpoints"].Item = root._children["discovery"]._children["static"]._children["endpoints"].Item;
        return root;
    }

    /// <summary>This node and everything below it.</summary>
    public IEnumerable<SchemaNode> Descendants() =>
        _children.Values.Concat(Item?._children.Values ?? Enumerable.Empty<SchemaNode>())
            .SelectMany(static child => child.Descendants().Prepend(child));

    private void Add(ConfigurationKey key)
    {
        var node = this;
        foreach (var segment in key.Path.Split('.'))
        {
            var isItem = segment.EndsWith(ItemSuffix, StringComparison.Ordinal);
            var child = node.Child(isItem ? segment[..^ItemSuffix.Length] : segment);
            node = isItem ? child.Item ??= new SchemaNode(child.Path + ItemSuffix) : child;
        }

        node.Key = key;
    }

    private SchemaNode Child(string name)
    {
        if (!_children.TryGetValue(name, out var child))
        {
            child = new SchemaNode(Path.Length == 0 ? name : Path + "." + name);
            _children.Add(name, child);
        }

        return child;
    }
}
