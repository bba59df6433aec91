namespace Olla.Configuration.Yaml;

/// <summary>The entries of one mapping while it is read: in order, each key once.</summary>
internal sealed class MappingEntries
{
    public const string MergeKey = "<<";

    private readonly List<MappingEntry> _entries = [];
    private readonly Dictionary<string, Position> _places = new(StringComparer.Ordinal);

    /// <summary>Adds an entry unless its key is taken; then <paramref name="first"/> is the place that took it.</summary>
    public bool TryAdd(MappingEntry entry, out Position first)
    {
        if (_places.TryGetValue(entry.Key, out first))
        {
            return false;
        }

        _places.Add(entry.Key, entry.KeyPosition);
        _entries.Add(entry);
        return true;
    }

    public IReadOnlyList<MappingEntry> WithoutMerge() => _entries.FindAll(static entry => entry.Key != MergeKey);
}
