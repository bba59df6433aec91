using YamlDotNet.RepresentationModel;

namespace Olla.Perf.Scenarios;

/// <summary>Checks keys and values of the proxy's configuration that a scenario names, before a second is spent on them.</summary>
internal static class ProxyKeyCheck
{
    private static readonly string[] Sections =
        ["server", "proxy", "discovery", "model_registry", "translators", "logging", "engineering", "dashboard", "model_aliases"];

    public static void Key(YamlSection section, string key, YamlNode place)
    {
        var root = key.Split('.')[0];
        if (!key.Contains('.', StringComparison.Ordinal) || !Sections.Contains(root))
        {
            section.Complain(place, $"\"{key}\" is no key of the proxy{NearestName.Hint(root, Sections)}");
        }
    }

    public static void Value(YamlSection section, string path, string key, string text, YamlNode place)
    {
        if (text.Length == 0)
        {
            section.Complain(place, $"{path}: a value of {key} is empty");
        }
    }
}
