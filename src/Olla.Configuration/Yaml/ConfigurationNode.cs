namespace Olla.Configuration.Yaml;

/// <summary>A place in a document; both numbers start at one.</summary>
internal readonly record struct Position(int Line, int Column);

/// <summary>A node of a YAML document with the place it was written.</summary>
internal abstract record ConfigurationNode(Position Position);

/// <summary>A scalar as written. A plain one may mean null; a quoted one is always text.</summary>
internal sealed record ScalarNode(string Text, bool IsPlain, Position Position) : ConfigurationNode(Position)
{
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>A list.</summary>
internal sealed record SequenceNode(IReadOnlyList<ConfigurationNode> Items, Position Position) : ConfigurationNode(Position);

/// <summary>A mapping; keys are unique, aliases and merges are resolved.</summary>
internal sealed record MappingNode(IReadOnlyList<MappingEntry> Entries, Position Position) : ConfigurationNode(Position);

/// <summary>One key of a mapping.</summary>
internal sealed record MappingEntry(string Key, Position KeyPosition, ConfigurationNode Value);
