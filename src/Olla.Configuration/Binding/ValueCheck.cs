using Olla.Configuration.Diagnostics;
using Olla.Configuration.Keys;
using Olla.Configuration.Validation;
using Olla.Configuration.Yaml;

namespace Olla.Configuration.Binding;

/// <summary>Checks one value without a document around it.</summary>
internal static class ValueCheck
{
    private const string SourceName = "value";

    public static IReadOnlyList<Diagnostic> Run(string path, string yamlText)
    {
        var diagnostics = new DiagnosticList();
        var settings = new SettingTable();
        var context = new BindingContext(settings, diagnostics, ConfigurationRequest.ForText(SourceName, yamlText));
        var start = new SettingSource(SettingOrigin.File, SourceName, 1, 1);
        if (KeyPath.Parse(path) is not { } target)
        {
            diagnostics.Add(DiagnosticCodes.UnknownKey, start, path, "no such key", suggestion: Nearest(path));
            return diagnostics.InOrder();
        }

        var problems = new DocumentProblems(SourceName, diagnostics);
        if (DocumentReader.Read(yamlText, problems.Add) is { } node)
        {
            // A map's entry is checked as a map with that entry alone.
            var isEntry = target.Leaf.Key is { } map && map.Kind is KeyKind.TextMap or KeyKind.TextListMap && target.Segments[^1].Name != map.Name;
            var value = isEntry ? new MappingNode([new(target.Segments[^1].Name, node.Position, node)], node.Position) : node;
            var concrete = isEntry ? path[..^(target.Segments[^1].Name.Length + 1)] : path;
            new SettingReader(SourceName, settings, diagnostics).ReadNode(target.Leaf, concrete, node.Position, value);
            foreach (var setting in settings.All.ToArray())
            {
                ValueRules.Check(context, setting);
            }

            StatusRules.Check(context);
            AliasRules.Check(context);
        }

        return diagnostics.InOrder();
    }

    private static string? Nearest(string path)
    {
        var cut = path.LastIndexOf('.');
        var section = cut < 0 ? ConfigurationKeys.Schema : KeyPath.Parse(path[..cut])?.Leaf ?? ConfigurationKeys.Schema;
        var found = KeySuggestion.For(section, path[(cut + 1)..]);
        return found is null || section.Path.Length == 0 || found.Contains('.', StringComparison.Ordinal) ? found : $"{section.Path}.{found}";
    }
}
