using YamlDotNet.RepresentationModel;

namespace Olla.Perf.Scenarios;

/// <summary>Sections <c>configuration</c> (keys in force in every candidate) and <c>dimensions</c> (keys that are swept).</summary>
internal static class DimensionBinder
{
    /// <summary>Candidates of one sweep; more is almost certainly a slip, and no budget would reach the end of a block.</summary>
    private const int MostCandidates = 4096;

    private static readonly Dictionary<string, string> NoCondition = [];

    /// <summary>Flattens the proxy's own YAML below <c>configuration</c> into dotted keys.</summary>
    public static IReadOnlyDictionary<string, string> BindBase(YamlSection root)
    {
        var keys = new Dictionary<string, string>();
        if (root.Section("configuration") is { } section)
        {
            Flatten(section, "", keys);
        }

        return keys;
    }

    public static IReadOnlyList<Dimension> BindDimensions(YamlSection root)
    {
        if (root.Section("dimensions") is not { } section)
        {
            return [];
        }

        var dimensions = new List<Dimension>();
        var candidates = 1L;
        foreach (var (key, keyNode, value) in section.Entries())
        {
            var (values, when) = Read(section, key, value);
            ProxyKeyCheck.Key(section, key, keyNode);
            if (dimensions.Any(other => other.Key == key))
            {
                section.Complain(keyNode, $"dimensions.{key} is given twice");
            }

            dimensions.Add(new Dimension(key, values) { When = when });
            candidates *= Math.Max(values.Count, 1);
        }

        foreach (var (key, other) in dimensions.SelectMany(dimension => dimension.When.Keys.Select(other => (dimension.Key, other))))
        {
            if (key == other || dimensions.TrueForAll(dimension => dimension.Key != other))
            {
                section.Complain(section.Node(key), $"dimensions.{key}.when: \"{other}\" is no other dimension{NearestName.Hint(other, dimensions.Select(dimension => dimension.Key))}");
            }
        }

        if (candidates > MostCandidates)
        {
            section.Complain(null, $"dimensions give {candidates} candidates; allowed: up to {MostCandidates}");
        }

        return dimensions;
    }

    /// <summary><c>exclude: [{proxy.engine: sherpa, proxy.profile: auto}]</c>: settings that must not come together.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> BindExcluded(YamlSection root) =>
        [.. root.Sections("exclude").Select(BindSettings).Where(settings => settings.Count > 0)];

    /// <summary>A list of values; a range; or either in long form, <c>{values: […], when: {proxy.engine: olla}}</c>.</summary>
    private static (IReadOnlyList<string> Values, IReadOnlyDictionary<string, string> When) Read(YamlSection section, string key, YamlNode value)
    {
        if (value is YamlSequenceNode list)
        {
            return (ReadValues(section, key, list), NoCondition);
        }

        if (value is not YamlMappingNode || section.Section(key) is not { } longForm)
        {
            section.Complain(value, $"dimensions.{key} is {(value is YamlScalarNode { Value: null or "" } ? "empty" : "not a list")}; "
                + "give a list of values, or a range such as {from: 2048, to: 65536, steps: 6, scale: log}");
            return ([], NoCondition);
        }

        var when = longForm.Section("when") is { } condition ? BindSettings(condition) : NoCondition;
        if (longForm.Node("values") is not { } listed)
        {
            return (ReadRange(section, longForm, key, value), when);
        }

        longForm.RejectUnknown();
        if (listed is YamlSequenceNode values)
        {
            return (ReadValues(section, key, values), when);
        }

        section.Complain(listed, $"dimensions.{key}.values: a list is wanted here");
        return ([], when);
    }

    private static Dictionary<string, string> BindSettings(YamlSection section)
    {
        var settings = new Dictionary<string, string>();
        foreach (var (key, keyNode, value) in section.Entries())
        {
            ProxyKeyCheck.Key(section, key, keyNode);
            var text = (value as YamlScalarNode)?.Value ?? "";
            ProxyKeyCheck.Value(section, section.Qualify(key), key, text, value);
            settings[key] = text;
        }

        return settings;
    }

    private static List<string> ReadValues(YamlSection section, string key, YamlSequenceNode list)
    {
        var values = new List<string>();
        foreach (var item in list.Children)
        {
            if (item is not YamlScalarNode scalar)
            {
                section.Complain(item, $"dimensions.{key}: plain values are wanted here");
                continue;
            }

            var text = scalar.Value ?? "";
            if (values.Contains(text))
            {
                section.Complain(item, $"dimensions.{key}: the value \"{text}\" is given twice");
                continue;
            }

            ProxyKeyCheck.Value(section, "dimensions." + key, key, text, item);
            values.Add(text);
        }

        if (list.Children.Count == 0)
        {
            section.Complain(list, $"dimensions.{key} is empty; give at least one value, or leave the key out");
        }

        return values;
    }

    /// <summary><c>{from: 2048, to: 65536, steps: 6, scale: log}</c>.</summary>
    private static IReadOnlyList<string> ReadRange(YamlSection section, YamlSection range, string key, YamlNode value)
    {
        var from = range.Number("from", 0, 0);
        var to = range.Number("to", 0, 0);
        var steps = range.Integer("steps", 2, 2, 100);
        var log = range.Choice("scale", "linear", ["linear", "log"]) == "log";
        range.RejectUnknown();
        if (!range.Has("from") || !range.Has("to") || to <= from || (log && from <= 0))
        {
            range.Complain(null, $"dimensions.{key}: a range wants from < to{(log ? ", both above zero" : "")}");
            return [];
        }

        var values = ValueRange.Expand(from, to, steps, log);
        foreach (var text in values)
        {
            ProxyKeyCheck.Value(section, "dimensions." + key, key, text, value);
        }

        return values;
    }

    private static void Flatten(YamlSection section, string prefix, Dictionary<string, string> keys)
    {
        foreach (var (name, keyNode, value) in section.Entries())
        {
            var key = prefix.Length == 0 ? name : prefix + "." + name;
            if (value is YamlMappingNode && section.Section(name) is { } inner)
            {
                Flatten(inner, key, keys);
                continue;
            }

            ProxyKeyCheck.Key(section, key, keyNode);
            var text = FlowText(value);
            if (value is YamlScalarNode)
            {
                ProxyKeyCheck.Value(section, "configuration." + key, key, text, value);
            }

            keys[key] = text;
        }
    }

    private static string FlowText(YamlNode node) => node switch
    {
        YamlScalarNode scalar => scalar.Value ?? "",
        YamlSequenceNode list => "[" + string.Join(", ", list.Children.Select(FlowText)) + "]",
        _ => node.ToString(),
    };
}
