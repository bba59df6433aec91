using Olla.Configuration.Binding;
using Olla.Configuration.Diagnostics;
using Olla.Configuration.Keys;

namespace Olla.Configuration.Validation;

/// <summary>Notes keys that are recognised and do nothing, unless they say what holds anyway.</summary>
internal static class StatusRules
{
    public static void Check(BindingContext context)
    {
        foreach (var setting in context.Settings.All)
        {
            // A boolean that does nothing is warned about by its section, which knows what a person expects of it.
            if (setting.Key.Status == KeyStatus.Inert && setting.Key.Kind != KeyKind.Boolean && !IsDefault(setting))
            {
                context.Diagnostics.Add(DiagnosticCodes.NoEffect, setting.Source, setting.Path, "recognised, but it has no effect here");
            }
        }
    }

    private static bool IsDefault(Setting setting) =>
        setting.Key.Default is { } text && setting.Value.Equals(ScalarValue.FromYaml(setting.Key.Kind, text, out _));
}
