using System.Collections.Immutable;
using System.Globalization;
using Olla.Configuration.Diagnostics;
using YamlDotNet.RepresentationModel;

namespace Olla.Proxy.Providers;

/// <summary>
/// One mapping of a YAML file, read key by key. A value of the wrong kind is reported with its line and leaves the fallback in
/// force; keys that nobody asked for are reported by <see cref="ReportUnknown"/>.
/// </summary>
internal sealed class YamlSection(string source, string path, YamlMappingNode? mapping, ICollection<Diagnostic> diagnostics)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public string Text(string key, string fallback) => Scalar(key) is { } scalar ? scalar.Value ?? fallback : fallback;

    public bool Flag(string key, bool fallback)
    {
        if (Scalar(key) is not { } scalar)
        {
            return fallback;
        }

        switch (scalar.Value?.ToLowerInvariant())
        {
            case "true" or "yes" or "on":
                return true;
            case "false" or "no" or "off":
                return false;
            default:
                Report(scalar, "CFG104", key, $"not a boolean; got \"{scalar.Value}\"; allowed: true, false");
                return fallback;
        }
    }

    public int Number(string key, int fallback)
    {
        if (Scalar(key) is not { } scalar)
        {
            return fallback;
        }

        if (int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        Report(scalar, "CFG104", key, $"not a whole number; got \"{scalar.Value}\"; allowed: a number such as 8192");
        return fallback;
    }

    /// <summary>A duration such as <c>5m</c> or <c>2m30s</c>.</summary>
    public TimeSpan Duration(string key, TimeSpan fallback)
    {
        if (Scalar(key) is not { } scalar)
        {
            return fallback;
        }

        if (DurationText.TryParse(scalar.Value, out var duration))
        {
            return duration;
        }

        Report(scalar, "CFG104", key, $"not a duration; got \"{scalar.Value}\"; allowed: a duration such as 30s, 1h30m, 500ms");
        return fallback;
    }

    /// <summary>A text that must be one of the keys of <paramref name="choices"/>.</summary>
    public T Choice<T>(string key, IReadOnlyDictionary<string, T> choices, T fallback)
    {
        if (Scalar(key) is not { } scalar)
        {
            return fallback;
        }

        if (scalar.Value is not null && choices.TryGetValue(scalar.Value, out var choice))
        {
            return choice;
        }

        Report(scalar, "CFG105", key, $"not an allowed value; got \"{scalar.Value}\"; allowed: {string.Join(", ", choices.Keys)}");
        return fallback;
    }

    public ImmutableArray<string> TextList(string key, ImmutableArray<string> fallback)
    {
        switch (Child(key))
        {
            case null:
                return fallback;
            case YamlSequenceNode sequence:
                return [.. sequence.Children.OfType<YamlScalarNode>().Select(item => item.Value ?? "").Where(item => item.Length > 0)];
            case var other:
                Report(other, "CFG104", key, "not a list; allowed: a list such as [a, b]");
                return fallback;
        }
    }

    /// <summary>A mapping with free keys and text values; keys named here replace those of <paramref name="fallback"/>, the others stay.</summary>
    public ImmutableDictionary<string, string> TextMap(string key, ImmutableDictionary<string, string> fallback) =>
        FreeKeys(key).OfType<KeyValuePair<YamlNode, YamlNode>>()
            .Where(entry => entry.Value is YamlScalarNode)
            .Aggregate(fallback, (map, entry) => map.SetItem(KeyOf(entry), ((YamlScalarNode)entry.Value).Value ?? ""));

    /// <summary>A mapping with free keys and lists of texts; keys named here replace those of <paramref name="fallback"/>, the others stay.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> ListMap(string key, ImmutableDictionary<string, ImmutableArray<string>> fallback) =>
        FreeKeys(key)
            .Where(entry => entry.Value is YamlSequenceNode)
            .Aggregate(fallback, (map, entry) => map.SetItem(
                KeyOf(entry), [.. ((YamlSequenceNode)entry.Value).Children.OfType<YamlScalarNode>().Select(item => item.Value ?? "")]));

    /// <summary>The mapping under <paramref name="key"/>; an absent one reads as empty.</summary>
    public YamlSection Section(string key)
    {
        var child = Child(key);
        if (child is not (null or YamlMappingNode))
        {
            Report(child, "CFG104", key, "not a section; allowed: keys and values, indented below it");
        }

        return new YamlSection(source, PathOf(key), child as YamlMappingNode, diagnostics);
    }

    /// <summary>The mappings of the list under <paramref name="key"/>; null when the key is absent.</summary>
    public IReadOnlyList<YamlSection>? Sections(string key)
    {
        switch (Child(key))
        {
            case null:
                return null;
            case YamlSequenceNode sequence:
                return [.. sequence.Children.OfType<YamlMappingNode>()
                    .Select((item, index) => new YamlSection(source, $"{PathOf(key)}[{index.ToString(CultureInfo.InvariantCulture)}]", item, diagnostics))];
            case var other:
                Report(other, "CFG104", key, "not a list; allowed: a list of sections");
                return null;
        }
    }

    /// <summary>Marks keys that may stand here although nothing reads them.</summary>
    public YamlSection Tolerate(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            _asked.Add(key);
        }

        return this;
    }

    /// <summary>Warns of every key that nobody asked for; call after the last read.</summary>
    public void ReportUnknown()
    {
        foreach (var key in mapping?.Children.Keys.OfType<YamlScalarNode>() ?? [])
        {
            if (key.Value is { } name && !_asked.Contains(name))
            {
                Report(key, "CFG201", name, "unknown key, ignored; allowed: " + string.Join(", ", _asked.Order(StringComparer.Ordinal)));
            }
        }
    }

    /// <summary>Reports a finding at the value of <paramref name="key"/>, or at the section if there is no such key.</summary>
    public void Report(string key, string code, string message) => Report(Child(key) ?? mapping, code, key, message);

    private void Report(YamlNode? node, string code, string key, string message) => diagnostics.Add(new Diagnostic(
        source, (int)(node?.Start.Line ?? 0), (int)(node?.Start.Column ?? 0), DiagnosticSeverity.Warning, code, PathOf(key), message));

    private IEnumerable<KeyValuePair<YamlNode, YamlNode>> FreeKeys(string key)
    {
        switch (Child(key))
        {
            case null:
                return [];
            case YamlMappingNode free:
                return free.Children;
            case var other:
                Report(other, "CFG104", key, "not a section; allowed: keys and values, indented below it");
                return [];
        }
    }

    private YamlScalarNode? Scalar(string key)
    {
        var child = Child(key);
        if (child is not (null or YamlScalarNode))
        {
            Report(child, "CFG104", key, "not a single value");
        }

        return child as YamlScalarNode;
    }

    /// <summary>The node under <paramref name="key"/>; an explicit null counts as absent.</summary>
    private YamlNode? Child(string key)
    {
        _asked.Add(key);
        return mapping is not null && mapping.Children.TryGetValue(new YamlScalarNode(key), out var child)
            && child is not YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: null or "" or "~" or "null" }
                ? child
                : null;
    }

    private static string KeyOf(KeyValuePair<YamlNode, YamlNode> entry) => (entry.Key as YamlScalarNode)?.Value ?? "";

    private string PathOf(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
