using Olla.Configuration.Diagnostics;
using Olla.Configuration.Keys;
using Olla.Configuration.Yaml;

namespace Olla.Configuration.Binding;

/// <summary>Walks a document beside the table of keys and collects typed settings; unknown keys and wrong types become findings.</summary>
internal sealed class SettingReader(string fileName, SettingTable settings, DiagnosticList diagnostics)
{
    private readonly ValueReader _values = new(fileName, diagnostics);

    public void ReadRoot(ConfigurationNode root)
    {
        if (root is MappingNode mapping)
        {
            ReadSection(ConfigurationKeys.Schema, "", mapping);
        }
        else if (root is not ScalarNode { IsNull: true })
        {
            diagnostics.Add(DiagnosticCodes.Syntax, At(root.Position), "", "the document must be a mapping of keys to values",
                allowed: "sections such as \"server:\" with their keys below");
        }
    }

    /// <summary>Reads whatever <paramref name="schema"/> says stands here.</summary>
    public void ReadNode(SchemaNode schema, string path, Position keyPosition, ConfigurationNode node)
    {
        if (schema.Key is { } key)
        {
            ReportStatus(key, path, keyPosition);
            if (key.Kind == KeyKind.EndpointList)
            {
                ReadEntries(schema, path, node);
            }
            else
            {
                ReadValue(key, path, node);
            }
        }
        else if (node is MappingNode mapping)
        {
            settings.SetSection(path, At(keyPosition));
            ReadSection(schema, path, mapping);
        }
        else if (node is not ScalarNode { IsNull: true })
        {
            diagnostics.Add(DiagnosticCodes.WrongType, At(node.Position), path, "this is a section, not a value",
                allowed: "the keys " + string.Join(", ", schema.Children.Keys));
        }
    }

    private void ReadValue(ConfigurationKey key, string path, ConfigurationNode node)
    {
        switch (_values.Read(key, path, node))
        {
            case { } setting:
                settings.Set(setting);
                break;
            case null when node is not ScalarNode { IsNull: true }:
                settings.Reject(path);
                break;
        }
    }

    private void ReadSection(SchemaNode schema, string path, MappingNode mapping)
    {
        // The shorthand list comes last: it is ignored where the full one is written, wherever that stands.
        foreach (var entry in mapping.Entries.OrderBy(entry => path.Length == 0 && entry.Key == EndpointPaths.Shorthand))
        {
            var entryPath = path.Length == 0 ? entry.Key : $"{path}.{entry.Key}";
            if (schema.Children.TryGetValue(entry.Key, out var child))
            {
                ReadNode(child, entryPath, entry.KeyPosition, entry.Value);
            }
            else
            {
                diagnostics.Add(DiagnosticCodes.UnknownKey, At(entry.KeyPosition), entryPath, "unknown key, ignored",
                    suggestion: KeySuggestion.For(schema, entry.Key));
            }
        }
    }

    private void ReadEntries(SchemaNode schema, string path, ConfigurationNode node)
    {
        if (node is ScalarNode { IsNull: true })
        {
            settings.SetEntries(path, []);
            return;
        }

        if (path == EndpointPaths.Shorthand && settings.Entries(EndpointPaths.List) is not null)
        {
            return;
        }

        if (node is not SequenceNode list)
        {
            diagnostics.Add(DiagnosticCodes.WrongType, At(node.Position), path, "not a list", allowed: "a list whose entries begin with \"- url:\"");
            return;
        }

        for (var index = 0; index < list.Items.Count; index++)
        {
            ReadEntry(schema.Item!, $"{path}[{index}]", list.Items[index]);
        }

        settings.SetEntries(path, [.. list.Items.Select(item => At(item.Position))]);
    }

    private void ReadEntry(SchemaNode schema, string path, ConfigurationNode node)
    {
        if (node is MappingNode mapping)
        {
            if (mapping.Entries.FirstOrDefault(static entry => entry.Key == "name")?.Value is ScalarNode { IsNull: false, Text.Length: > 0 } name)
            {
                diagnostics.Name(path, name.Text);
            }

            ReadSection(schema, path, mapping);
        }
        else if (node is not ScalarNode { IsNull: true })
        {
            // The entry still counts as one without a URL, but one finding about it is enough.
            settings.SetSection(path, At(node.Position));
            diagnostics.Add(DiagnosticCodes.WrongType, At(node.Position), path, "an endpoint is a mapping, not a bare value",
                allowed: "keys such as \"url: http://localhost:11434\"");
        }
    }

    private void ReportStatus(ConfigurationKey key, string path, Position keyPosition)
    {
        if (key.Status == KeyStatus.Deprecated)
        {
            diagnostics.Add(DiagnosticCodes.DeprecatedKey, At(keyPosition), path,
                key.Replacement is { } replacement ? $"deprecated; use {replacement} instead" : "deprecated and without effect; remove it");
        }
    }

    private SettingSource At(Position position) => new(SettingOrigin.File, fileName, position.Line, position.Column);
}
