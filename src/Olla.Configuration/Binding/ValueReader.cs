using Olla.Configuration.Diagnostics;
using Olla.Configuration.Keys;
using Olla.Configuration.Yaml;

namespace Olla.Configuration.Binding;

/// <summary>Turns a node into a setting of its key's kind, or says why it cannot.</summary>
internal sealed class ValueReader(string fileName, DiagnosticList diagnostics)
{
    /// <summary>The setting; null when the default stays (null scalars) or the type is wrong (reported).</summary>
    public Setting? Read(ConfigurationKey key, string path, ConfigurationNode node) => key.Kind switch
    {
        KeyKind.Anything => new(path, key, "", "", At(node)),
        KeyKind.TextList or KeyKind.GlobList or KeyKind.NetworkList => ReadList(path, node, key) is { } items ? new(path, key, items, string.Join(", ", items.Select(static item => item.Text)), At(node)) : null,
        KeyKind.TextMap or KeyKind.TextListMap => ReadMap(key, path, node),
        _ => ReadScalar(key, path, node),
    };

    private Setting? ReadScalar(ConfigurationKey key, string path, ConfigurationNode node)
    {
        if (node is not ScalarNode scalar)
        {
            diagnostics.Add(DiagnosticCodes.WrongType, At(node), path,
                node is SequenceNode ? "a list stands where one value is expected" : "a mapping stands where one value is expected",
                allowed: ScalarValue.Format(key));
            return null;
        }

        if (scalar.IsNull)
        {
            return null;
        }

        var value = ScalarValue.FromYaml(key.Kind, scalar.Text, out var problem);
        if (value is null)
        {
            diagnostics.Add(DiagnosticCodes.WrongType, At(node), path, problem, ShownValue.Of(key, scalar.Text), ScalarValue.Format(key));
            return null;
        }

        return new(path, key, value, scalar.Text, At(node));
    }

    private List<TextItem>? ReadList(string path, ConfigurationNode node, ConfigurationKey key)
    {
        if (node is ScalarNode { IsNull: true })
        {
            return [];
        }

        if (node is not SequenceNode list)
        {
            var hint = node is ScalarNode scalar && !key.IsSecret ? $"a list, written [\"{scalar.Text}\"]" : "a list of text";
            diagnostics.Add(DiagnosticCodes.WrongType, At(node), path, "one value stands where a list is expected",
                node is ScalarNode written ? ShownValue.Of(key, written.Text) : null, hint);
            return null;
        }

        var items = new List<TextItem>();
        for (var index = 0; index < list.Items.Count; index++)
        {
            if (list.Items[index] is ScalarNode item)
            {
                items.Add(new(item.IsNull ? "" : item.Text, At(item)));
            }
            else
            {
                diagnostics.Add(DiagnosticCodes.WrongType, At(list.Items[index]), $"{path}[{index}]", "an item of this list must be one text", allowed: "text");
            }
        }

        return items;
    }

    private Setting? ReadMap(ConfigurationKey key, string path, ConfigurationNode node)
    {
        if (node is ScalarNode { IsNull: true })
        {
            return null;
        }

        if (node is not MappingNode mapping)
        {
            diagnostics.Add(DiagnosticCodes.WrongType, At(node), path, "this must be a mapping of names to values", allowed: ScalarValue.Format(key));
            return null;
        }

        var items = new List<MapItem>();
        foreach (var entry in mapping.Entries)
        {
            var source = new SettingSource(SettingOrigin.File, fileName, entry.KeyPosition.Line, entry.KeyPosition.Column);
            if (ReadMapValues(key, $"{path}.{entry.Key}", entry.Value) is { } values)
            {
                items.Add(new(entry.Key, values, source));
            }
        }

        return new(path, key, items, "", At(node));
    }

    private List<TextItem>? ReadMapValues(ConfigurationKey key, string path, ConfigurationNode node)
    {
        if (key.Kind == KeyKind.TextListMap)
        {
            return ReadList(path, node, key);
        }

        if (node is ScalarNode scalar)
        {
            return [new(scalar.IsNull ? "" : scalar.Text, At(scalar))];
        }

        diagnostics.Add(DiagnosticCodes.WrongType, At(node), path, "this must be one text", allowed: "text");
        return null;
    }

    private SettingSource At(ConfigurationNode node) => new(SettingOrigin.File, fileName, node.Position.Line, node.Position.Column);
}
