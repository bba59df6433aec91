using Olla.Configuration.Diagnostics;
using Olla.Configuration.Keys;
using Olla.Configuration.Values;

namespace Olla.Configuration.Binding;

/// <summary>Applies environment variables over what the file set.</summary>
internal static class VariableOverrides
{
    // Clients have variables of their own, such as OLLA_URL; only these prefixes look like a key of ours.
    private static readonly string[] Prefixes =
    [
        "OLLA_SERVER_", "OLLA_PROXY_", "OLLA_LOGGING_", "OLLA_MODEL_", "OLLA_TRANSLATORS_", "OLLA_DISCOVERY_", "OLLA_DASHBOARD_",
    ];

    private static readonly Dictionary<string, ConfigurationKey> Known =
        ConfigurationKeys.All.Where(static key => key.Variable is not null).ToDictionary(static key => key.Variable!, StringComparer.Ordinal);

    public static void Apply(BindingContext context)
    {
        foreach (var (name, text) in context.Request.Variables.OrderBy(static variable => variable.Key, StringComparer.Ordinal))
        {
            if (text.Length == 0)
            {
                continue;
            }

            if (Known.TryGetValue(name, out var key))
            {
                Apply(context, key, text, SettingSource.Variable(name));
            }
            else if (Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                ReportUnknown(context, name);
            }
        }
    }

    private static void Apply(BindingContext context, ConfigurationKey key, string text, SettingSource source)
    {
        if (Read(key, text, source) is { } value)
        {
            context.Settings.Set(new(key.Path, key, value, text, source));
            return;
        }

        var earlier = context.Settings.Find(key.Path);
        var kept = ShownValue.Of(earlier?.Text ?? key.Default ?? "");
        context.Diagnostics.Add(DiagnosticCodes.VariableIgnored, source, key.Path,
            $"not usable, ignored; {kept} stays ({context.Settings.SourceOf(key.Path)})", ShownValue.Of(key, text),
            key.Kind == KeyKind.NetworkList ? "networks such as 10.0.0.0/8, separated by commas" : ScalarValue.Format(key));
    }

    private static object? Read(ConfigurationKey key, string text, SettingSource source)
    {
        if (key.Kind is not (KeyKind.TextList or KeyKind.NetworkList))
        {
            return ScalarValue.FromVariable(key.Kind, text);
        }

        var items = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return key.Kind == KeyKind.NetworkList && (items.Length == 0 || !items.All(static item => NetworkText.TryParse(item, out _)))
            ? null
            : items.Select(item => new TextItem(item, source)).ToArray();
    }

    private static void ReportUnknown(BindingContext context, string name)
    {
        var source = SettingSource.Variable(name);
        if (NearestMatch.Find(name, Known.Keys) is { } near)
        {
            context.Diagnostics.Add(DiagnosticCodes.UnknownVariable, source, "", "no variable of this name, ignored", suggestion: near);
            return;
        }

        var key = ConfigurationKeys.All.FirstOrDefault(key => "OLLA_" + key.Path.Replace('.', '_').ToUpperInvariant() == name);
        context.Diagnostics.Add(DiagnosticCodes.UnknownVariable, source, "",
            key switch
            {
                null => "no variable of this name, ignored",
                { Variable: { } variable } => $"no variable of this name, ignored; {key.Path} is set by {variable}",
                _ => $"no variable sets {key.Path}, ignored; write the key in the file",
            });
    }
}
