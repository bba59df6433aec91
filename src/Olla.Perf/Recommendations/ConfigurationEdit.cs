using Olla.Configuration;
using Olla.Configuration.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Olla.Perf.Recommendations;

/// <summary>
/// Changes single values in somebody's configuration and leaves every other character as it was: comments, order, quotes, blank lines.
/// A value that is there is replaced in place; one that is missing goes behind the last plain value of its section, or into a new section
/// at the end.
/// </summary>
internal static class ConfigurationEdit
{
    /// <param name="text">The file as it is; the proxy accepts it.</param>
    /// <param name="changes">Dotted keys and their new values as YAML text.</param>
    /// <exception cref="InvalidOperationException">The changed text does not load: a defect of ours, never of the person.</exception>
    public static string Apply(string text, IEnumerable<KeyValuePair<string, string>> changes)
    {
        var edited = text;
        foreach (var (key, value) in changes)
        {
            edited = Set(edited, key.Split('.'), value);
        }

        var loaded = ConfigurationLoader.Load(ConfigurationRequest.ForText("edited.yaml", edited));
        var before = ConfigurationLoader.Load(ConfigurationRequest.ForText("edited.yaml", text));
        var worse = Errors(loaded).Except(Errors(before)).ToList();
        return worse.Count == 0 ? edited : throw new InvalidOperationException($"the changed configuration does not load: {string.Join("; ", worse)}");
    }

    private static IEnumerable<string> Errors(LoadedConfiguration loaded) =>
        loaded.Diagnostics.Where(finding => finding.Severity == DiagnosticSeverity.Error).Select(finding => $"{finding.KeyPath}: {finding.Message}");

    private static string Set(string text, string[] path, string value)
    {
        var lineBreak = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        var section = stream.Documents.Count > 0 ? stream.Documents[0].RootNode as YamlMappingNode : null;
        if (section is null || section.Children.Count == 0)
        {
            return Append(text, path, value, lineBreak);
        }

        // 1. Go down as far as the file goes.
        var depth = 0;
        while (depth < path.Length - 1 && Child(section, path[depth]) is YamlMappingNode { Children.Count: > 0 } inner)
        {
            section = inner;
            depth++;
        }

        // 2. The value is there: replace it. An empty section is there: fill it.
        if (Child(section, path[depth]) is { } existing)
        {
            var lines = depth == path.Length - 1 ? value : Nest(path[(depth + 1)..], value, Column(section) + 2, lineBreak);
            return Replace(text, existing, depth == path.Length - 1 ? lines : lineBreak + lines);
        }

        // 3. It is not: write it into the deepest section that is, or behind everything.
        return depth == 0 ? Append(text, path, value, lineBreak) : Insert(text, section, path[depth..], value, lineBreak);
    }

    private static string Replace(string text, YamlNode node, string value)
    {
        var start = (int)node.Start.Index;
        var end = EndOf(text, node);
        var old = text[start..end];
        if (node is YamlScalarNode { Style: ScalarStyle.Plain })
        {
            end = start + old.TrimEnd().Length;
        }

        var space = start > 0 && text[start - 1] == ':' && !value.StartsWith('\n') && !value.StartsWith('\r') ? " " : "";
        return text[..start] + space + value + text[end..];
    }

    private static string Insert(string text, YamlMappingNode section, string[] rest, string value, string lineBreak)
    {
        if (section.Style == YamlDotNet.Core.Events.MappingStyle.Flow)
        {
            var close = EndOf(text, section) - 1;
            var inline = string.Concat(rest.Select((name, index) => index < rest.Length - 1 ? name + ": {" : $"{name}: {value}")) + new string('}', rest.Length - 1);
            return text[..close].TrimEnd() + ", " + inline + text[close..];
        }

        var indent = Column(section);
        var block = Nest(rest, value, indent, lineBreak);
        var plain = section.Children.LastOrDefault(pair => pair.Value is YamlScalarNode scalar && scalar.Start.Line == scalar.End.Line && (scalar.Value ?? "").Length > 0);
        if (plain.Key is null)
        {
            var first = LineStart(text, (int)section.Children.First().Key.Start.Index);
            return text[..first] + block + lineBreak + text[first..];
        }

        var after = LineEnd(text, (int)plain.Value.Start.Index);
        return text[..after] + lineBreak + block + text[after..];
    }

    private static string Append(string text, string[] path, string value, string lineBreak)
    {
        var gap = text.Length == 0 ? "" : text.EndsWith('\n') ? lineBreak : lineBreak + lineBreak;
        return text + gap + Nest(path, value, 0, lineBreak) + lineBreak;
    }

    private static string Nest(string[] path, string value, int indent, string lineBreak) =>
        string.Join(lineBreak, path.Select((name, index) => $"{new string(' ', indent + (2 * index))}{name}:{(index == path.Length - 1 ? " " + value : "")}"));

    private static YamlNode? Child(YamlMappingNode section, string name) =>
        section.Children.FirstOrDefault(pair => (pair.Key as YamlScalarNode)?.Value == name).Value;

    private static int Column(YamlMappingNode section) => (int)section.Children.First().Key.Start.Column - 1;

    /// <summary>Where a node ends; the parser marks the end of scalars only.</summary>
    private static int EndOf(string text, YamlNode node) => node switch
    {
        YamlMappingNode { Style: YamlDotNet.Core.Events.MappingStyle.Flow } map =>
            text.IndexOf('}', map.Children.Count > 0 ? EndOf(text, map.Children.Last().Value) : (int)map.Start.Index) + 1,
        YamlSequenceNode { Style: YamlDotNet.Core.Events.SequenceStyle.Flow } list =>
            text.IndexOf(']', list.Children.Count > 0 ? EndOf(text, list.Children[^1]) : (int)list.Start.Index) + 1,
        YamlMappingNode { Children.Count: > 0 } map => EndOf(text, map.Children.Last().Value),
        YamlSequenceNode { Children.Count: > 0 } list => EndOf(text, list.Children[^1]),
        _ => (int)node.End.Index,
    };

    private static int LineStart(string text, int index) => text.LastIndexOf('\n', Math.Max(0, index - 1)) + 1;

    private static int LineEnd(string text, int index)
    {
        var end = text.IndexOf('\n', index);
        return end < 0 ? text.Length : end > 0 && text[end - 1] == '\r' ? end - 1 : end;
    }
}
