using Olla.Configuration;
using Olla.Configuration.Diagnostics;
using Olla.Configuration.Keys;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Olla.Perf.Scenarios;

/// <summary>A person's own <c>config.yaml</c>, read for measuring it or for changing it.</summary>
/// <param name="Path">As it was given.</param>
/// <param name="Text">The whole file.</param>
/// <param name="Settings">Dotted keys and their values as YAML text, without those in <paramref name="LeftOut"/>.</param>
/// <param name="LeftOut">Keys that a measurement must decide for itself: where it listens, its backends, its rate limits.</param>
internal sealed record ConfigurationFile(string Path, string Text, IReadOnlyDictionary<string, string> Settings, IReadOnlyList<string> LeftOut)
{
    /// <summary>The load comes from one address and goes to the scenario's backends, whatever the file says.</summary>
    private static readonly string[] _notMeasured =
        ["server.host", "server.port", "server.rate_limits", "discovery.static", "discovery.type", "endpoints"];

    /// <exception cref="ConfigurationFileException">The file is missing, or the proxy itself would refuse it.</exception>
    public static ConfigurationFile Load(string path)
    {
        if (!File.Exists(path))
        {
            var folder = System.IO.Path.GetDirectoryName(path) is { Length: > 0 } given ? given : ".";
            var neighbours = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.yaml").Select(System.IO.Path.GetFileName).OfType<string>() : [];
            throw new ConfigurationFileException($"configuration not found: {path}{NearestName.Hint(System.IO.Path.GetFileName(path), neighbours)}");
        }

        // Variables of this process are not the file's: what is measured must not depend on who measures.
        var loaded = ConfigurationLoader.Load(new ConfigurationRequest { FilePath = path, WorkingDirectory = Environment.CurrentDirectory });
        var errors = loaded.Diagnostics.Where(finding => finding.Severity == DiagnosticSeverity.Error && finding.Code != DiagnosticCodes.UnresolvedSecret).ToList();
        if (errors.Count > 0)
        {
            throw new ConfigurationFileException(string.Join(Environment.NewLine, errors));
        }

        return Parse(path, File.ReadAllText(path));
    }

    /// <summary>Reads text that the proxy is known to accept.</summary>
    public static ConfigurationFile Parse(string path, string text)
    {
        var settings = new Dictionary<string, string>();
        var leftOut = new List<string>();
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        if (stream.Documents.Count > 0 && stream.Documents[0].RootNode is YamlMappingNode root)
        {
            Flatten(root, "", settings, leftOut);
        }

        return new ConfigurationFile(path, text, settings, leftOut);
    }

    private static void Flatten(YamlMappingNode mapping, string prefix, Dictionary<string, string> settings, List<string> leftOut)
    {
        foreach (var (nameNode, value) in mapping.Children)
        {
            var name = (nameNode as YamlScalarNode)?.Value ?? "";
            var key = prefix.Length == 0 ? name : prefix + "." + name;
            if (_notMeasured.Contains(key))
            {
                leftOut.Add(key);
            }
            else if (value is YamlMappingNode inner)
            {
                Flatten(inner, key, settings, leftOut);
            }
            else if (ConfigurationKeys.Find(key) is null || FlowText(value) is not { Length: > 0 } text)
            {
                // The loader has warned the person about unknown keys; an empty value is the default.
                leftOut.Add(key);
            }
            else
            {
                settings[key] = text;
            }
        }
    }

    private static string FlowText(YamlNode node) => node switch
    {
        YamlScalarNode { Style: ScalarStyle.Plain or ScalarStyle.Any } plain => plain.Value ?? "",
        YamlScalarNode quoted => "'" + (quoted.Value ?? "").Replace("'", "''", StringComparison.Ordinal) + "'",
        YamlSequenceNode list => "[" + string.Join(", ", list.Children.Select(FlowText)) + "]",
        YamlMappingNode map => "{" + string.Join(", ", map.Children.Select(pair => $"{FlowText(pair.Key)}: {FlowText(pair.Value)}")) + "}",
        _ => "",
    };
}
