using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Olla.Perf.Scenarios;

/// <summary>
/// A mapping of the scenario file, read key by key. Every key that is asked for becomes an allowed one, so
/// <see cref="RejectUnknown"/> needs no second list; problems are collected, never thrown, so that one run reports all of them.
/// </summary>
internal sealed class YamlSection(YamlMappingNode node, string path, ScenarioDocument document, List<ScenarioProblem> problems)
{
    private readonly HashSet<string> asked = [];

    public string Path => path;

    /// <summary>The file that this section was written in.</summary>
    public string Source => document.SourceOf(node);

    public int Line => (int)node.Start.Line;

    public void Complain(YamlNode? place, string message) =>
        problems.Add(new ScenarioProblem(document.SourceOf(place ?? node), (int)(place ?? node).Start.Line, message));

    public YamlNode? Node(string key)
    {
        asked.Add(key);
        foreach (var (name, value) in node.Children)
        {
            if (name is YamlScalarNode scalar && scalar.Value == key && value is not YamlScalarNode { Value: null or "" or "~" or "null" })
            {
                return value;
            }
        }

        return null;
    }

    public bool Has(string key) => Node(key) is not null;

    /// <summary>Every key of the mapping with its node: for sections whose keys are free.</summary>
    public IEnumerable<(string Key, YamlNode KeyNode, YamlNode Value)> Entries() =>
        node.Children.Select(pair => ((pair.Key as YamlScalarNode)?.Value ?? "", pair.Key, pair.Value));

    public string Text(string key, string fallback) => Scalar(key, "text")?.Value ?? fallback;

    public string? RequiredText(string key)
    {
        if (!Has(key))
        {
            Complain(null, $"{Qualify(key)} is missing");
            return null;
        }

        return Scalar(key, "text")?.Value;
    }

    public string Choice(string key, string fallback, IReadOnlyList<string> allowed)
    {
        var scalar = Scalar(key, "one of " + string.Join(", ", allowed));
        if (scalar?.Value is not { } text)
        {
            return fallback;
        }

        if (allowed.Contains(text))
        {
            return text;
        }

        Complain(scalar, $"{Qualify(key)}: \"{text}\" is not allowed; allowed: {string.Join(", ", allowed)}{NearestName.Hint(text, allowed)}");
        return fallback;
    }

    public bool Flag(string key, bool fallback) => Choice(key, fallback ? "true" : "false", ["true", "false"]) == "true";

    public int Integer(string key, int fallback, int least, int most = int.MaxValue)
    {
        var range = most == int.MaxValue ? $"a whole number, {least} or more" : $"a whole number from {least} to {most}";
        var scalar = Scalar(key, range);
        if (scalar?.Value is not { } text)
        {
            return fallback;
        }

        if (int.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most)
        {
            return value;
        }

        Complain(scalar, $"{Qualify(key)}: \"{text}\" is not allowed; allowed: {range}");
        return fallback;
    }

    public ulong Seed(string key, ulong fallback)
    {
        var scalar = Scalar(key, "a whole number");
        if (scalar?.Value is not { } text)
        {
            return fallback;
        }

        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        Complain(scalar, $"{Qualify(key)}: \"{text}\" is not allowed; allowed: a whole number, 0 or more");
        return fallback;
    }

    /// <summary>A number, or a percentage such as <c>5%</c>, which reads as 0.05.</summary>
    public double Number(string key, double fallback, double least, double most = double.MaxValue)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"a number from {least}{(most == double.MaxValue ? "" : $" to {most}")}");
        var scalar = Scalar(key, range);
        if (scalar?.Value is not { } text)
        {
            return fallback;
        }

        var percent = text.EndsWith('%');
        if (double.TryParse(percent ? text[..^1] : text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            value = percent ? value / 100 : value;
            if (value >= least && value <= most)
            {
                return value;
            }
        }

        Complain(scalar, $"{Qualify(key)}: \"{text}\" is not allowed; allowed: {range}");
        return fallback;
    }

    public TimeSpan Duration(string key, TimeSpan fallback) => OptionalDuration(key) ?? fallback;

    public TimeSpan? OptionalDuration(string key)
    {
        var scalar = Scalar(key, DurationText.Allowed);
        if (scalar?.Value is not { } text)
        {
            return null;
        }

        if (DurationText.TryParse(text, out var duration))
        {
            return duration;
        }

        Complain(scalar, $"{Qualify(key)}: \"{text}\" is not allowed; allowed: {DurationText.Allowed}");
        return null;
    }

    /// <summary>A distribution as text (<c>lognormal(mean=20ms, cv=0.5)</c>) or as a map of <c>kind</c>, <c>mean</c>, <c>cv</c>.</summary>
    public DistributionPlan Distribution(string key, DistributionPlan fallback, bool isTime)
    {
        var value = Node(key);
        if (value is null)
        {
            return fallback;
        }

        var text = (value as YamlScalarNode)?.Value;
        if (value is YamlMappingNode mapping)
        {
            var section = new YamlSection(mapping, Qualify(key), document, problems);
            var kind = section.Choice("kind", "constant", DistributionText.Kinds);
            var mean = section.RequiredText("mean");
            var cv = section.Text("cv", "0");
            section.RejectUnknown();
            text = $"{kind}(mean={mean}, cv={cv})";
        }

        if (text is not null && DistributionText.TryParse(text, isTime, out var distribution))
        {
            return distribution;
        }

        Complain(value, $"{Qualify(key)}: \"{text ?? "a list"}\" is not a distribution; allowed: {DistributionText.Allowed(isTime)}");
        return fallback;
    }

    public YamlSection? Section(string key)
    {
        switch (Node(key))
        {
            case null:
                return null;
            case YamlMappingNode mapping:
                return new YamlSection(mapping, Qualify(key), document, problems);
            case var other:
                Complain(other, $"{Qualify(key)}: a map of keys is wanted here");
                return null;
        }
    }

    /// <summary>The items of a list of maps.</summary>
    public IReadOnlyList<YamlSection> Sections(string key)
    {
        var sections = new List<YamlSection>();
        foreach (var (item, index) in Items(key).Select((item, index) => (item, index)))
        {
            if (item is YamlMappingNode mapping)
            {
                sections.Add(new YamlSection(mapping, $"{Qualify(key)}[{index}]", document, problems));
            }
            else
            {
                Complain(item, $"{Qualify(key)}[{index}]: a map of keys is wanted here");
            }
        }

        return sections;
    }

    /// <summary>The items of a list; a missing list is empty, a scalar is a problem.</summary>
    public IReadOnlyList<YamlNode> Items(string key)
    {
        switch (Node(key))
        {
            case null:
                return [];
            case YamlSequenceNode sequence:
                return [.. sequence.Children];
            case var other:
                Complain(other, $"{Qualify(key)}: a list is wanted here");
                return [];
        }
    }

    /// <summary>Complains about every key that nobody asked for.</summary>
    public void RejectUnknown()
    {
        foreach (var (key, keyNode, _) in Entries())
        {
            if (!asked.Contains(key))
            {
                Complain(keyNode, $"unknown key \"{Qualify(key)}\"; allowed: {string.Join(", ", asked)}{NearestName.Hint(key, asked)}");
            }
        }
    }

    public string Qualify(string key) => path.Length == 0 ? key : path + "." + key;

    private YamlScalarNode? Scalar(string key, string wanted)
    {
        var value = Node(key);
        if (value is null or YamlScalarNode)
        {
            return value as YamlScalarNode;
        }

        Complain(value, $"{Qualify(key)}: {wanted} is wanted here, not a {(value is YamlMappingNode ? "map" : "list")}");
        return null;
    }
}
