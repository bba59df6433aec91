using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Olla.Perf.Scenarios;

/// <summary>
/// A scenario file as nodes: what it includes is merged below it, <c>${VAR}</c> and <c>${VAR:-otherwise}</c> are filled in. Remembers which
/// file each node was written in, so that every message names the right one.
/// </summary>
internal sealed partial class ScenarioDocument
{
    private const int MostIncludes = 16;

    private readonly Dictionary<YamlNode, string> _sources = new(ReferenceEqualityComparer.Instance);
    private readonly List<ScenarioProblem> _problems;
    private readonly Func<string, string?> _variable;
    private readonly string _name;

    private ScenarioDocument(string name, List<ScenarioProblem> problems, Func<string, string?> variable) =>
        (_name, _problems, _variable) = (name, problems, variable);

    public YamlMappingNode? Root { get; private set; }

    /// <summary>Whether the text alone says all: no include, no variable.</summary>
    public bool IsVerbatim { get; private set; } = true;

    /// <param name="source">Path that includes start from, and the name in messages.</param>
    /// <exception cref="ScenarioException">The text is not YAML.</exception>
    public static ScenarioDocument Read(string text, string source, List<ScenarioProblem> problems, Func<string, string?> variable)
    {
        var document = new ScenarioDocument(source, problems, variable);
        document.Root = document.Read(text, source, []);
        return document;
    }

    /// <summary>The file that a node was written in.</summary>
    public string SourceOf(YamlNode node) => _sources.GetValueOrDefault(node, _name);

    /// <summary>The document as one text without includes and variables, for a run's own copy.</summary>
    public string ToText()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        new YamlStream(new YamlDocument(Root!)).Save(writer, assignAnchors: false);
        return writer.ToString();
    }

    private YamlMappingNode? Read(string text, string source, List<string> open)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException error)
        {
            throw new ScenarioException([new ScenarioProblem(source, (int)error.Start.Line, "not valid YAML: " + (error.InnerException?.Message ?? error.Message))]);
        }

        if (stream.Documents.Count == 0 || stream.Documents[0].RootNode is not YamlMappingNode root)
        {
            return null;
        }

        Visit(root, source);
        return Include(root, source, open);
    }

    private void Visit(YamlNode node, string source)
    {
        _sources[node] = source;
        switch (node)
        {
            case YamlScalarNode scalar:
                Fill(scalar, source);
                break;
            case YamlSequenceNode list:
                list.Children.ToList().ForEach(child => Visit(child, source));
                break;
            case YamlMappingNode mapping:
                foreach (var (key, value) in mapping.Children)
                {
                    _sources[key] = source;
                    Visit(value, source);
                }

                break;
            default:
                break;
        }
    }

    private void Fill(YamlScalarNode scalar, string source)
    {
        if (scalar.Value is not { } text || !text.Contains("${", StringComparison.Ordinal))
        {
            return;
        }

        IsVerbatim = false;
        scalar.Value = Variable().Replace(text, match =>
        {
            var name = match.Groups["name"].Value;
            if (_variable(name) is { Length: > 0 } value)
            {
                return value;
            }

            if (match.Groups["otherwise"].Success)
            {
                return match.Groups["otherwise"].Value;
            }

            _problems.Add(new ScenarioProblem(source, (int)scalar.Start.Line, $"the variable {name} is not set; set it, or write ${{{name}:-otherwise}}"));
            return "";
        });
    }

    /// <summary><c>include: base.yaml</c> or a list: later files win over earlier ones, and what includes them over all.</summary>
    private YamlMappingNode Include(YamlMappingNode root, string source, List<string> open)
    {
        var entry = root.Children.FirstOrDefault(pair => (pair.Key as YamlScalarNode)?.Value == "include");
        if (entry.Key is null)
        {
            return root;
        }

        IsVerbatim = false;
        root.Children.Remove(entry.Key);
        var merged = new YamlMappingNode();
        _sources[merged] = source;
        foreach (var item in entry.Value is YamlSequenceNode list ? list.Children : [entry.Value])
        {
            var name = (item as YamlScalarNode)?.Value ?? "";
            var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source) is { Length: > 0 } folder ? folder : ".", name));
            var problem = name.Length == 0 ? "include: a file's name, or a list of them, is wanted here"
                : open.Contains(path) || open.Count >= MostIncludes ? $"include: {name} includes itself"
                : !File.Exists(path) ? $"include: {name} not found beside {Path.GetFileName(source)}{NearestName.Hint(name, Neighbours(path))}"
                : null;
            if (problem is not null)
            {
                _problems.Add(new ScenarioProblem(source, (int)item.Start.Line, problem));
            }
            else if (Read(File.ReadAllText(path), Path.GetRelativePath(Environment.CurrentDirectory, path), [.. open, path]) is { } included)
            {
                Merge(merged, included);
            }
        }

        Merge(merged, root);
        return merged;
    }

    private static IEnumerable<string> Neighbours(string path) =>
        Path.GetDirectoryName(path) is { } folder && Directory.Exists(folder) ? Directory.GetFiles(folder, "*.yaml").Select(Path.GetFileName).OfType<string>() : [];

    /// <summary>Maps are merged key by key; anything else, lists too, is replaced whole.</summary>
    private static void Merge(YamlMappingNode into, YamlMappingNode from)
    {
        foreach (var (key, value) in from.Children)
        {
            if (into.Children.TryGetValue(key, out var existing) && existing is YamlMappingNode below && value is YamlMappingNode above
                && (key as YamlScalarNode)?.Value != "dimensions")
            {
                Merge(below, above);
                continue;
            }

            into.Children.Remove(key);
            into.Children.Add(key, value);
        }
    }

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(:-(?<otherwise>[^}]*))?\}")]
    private static partial Regex Variable();
}
