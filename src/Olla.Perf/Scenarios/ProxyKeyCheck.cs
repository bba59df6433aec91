using Olla.Configuration.Diagnostics;
using Olla.Configuration.Keys;
using YamlDotNet.RepresentationModel;

namespace Olla.Perf.Scenarios;

/// <summary>Checks keys and values of the proxy's configuration that a scenario names, before a second is spent on them.</summary>
internal static class ProxyKeyCheck
{
    /// <summary>Complains about a key that the proxy does not know, or knows and ignores.</summary>
    public static void Key(YamlSection section, string key, YamlNode place)
    {
        var known = ConfigurationKeys.Find(key);
        if (known is null)
        {
            section.Complain(place, $"\"{key}\" is no key of the proxy{NearestName.Hint(key, ConfigurationKeys.All.Select(other => other.Path))}");
        }
        else if (known.Status != KeyStatus.Live)
        {
            section.Complain(place, $"\"{key}\" has no effect in the proxy{(known.Replacement is { } replacement ? $"; use {replacement}" : "")}");
        }
    }

    /// <summary>Complains about a value that the proxy would refuse or warn about.</summary>
    public static void Value(YamlSection section, string path, string key, string text, YamlNode place)
    {
        if (text.Length == 0)
        {
            section.Complain(place, $"{path}: a value of {key} is empty");
            return;
        }

        if (ConfigurationKeys.Find(key) is null)
        {
            return;
        }

        foreach (var finding in ConfigurationKeys.ValidateValue(key, text).Where(finding => finding.Severity != DiagnosticSeverity.Info))
        {
            section.Complain(place, $"{path}: {finding.Message}");
        }
    }
}
