using Olla.Configuration.Binding;
using Olla.Configuration.Diagnostics;

namespace Olla.Configuration.Validation;

/// <summary>Rules of <c>model_aliases</c>.</summary>
internal static class AliasRules
{
    private const string Path = "model_aliases";

    public static void Check(BindingContext context)
    {
        foreach (var alias in context.Settings.Map(Path))
        {
            CheckName(context, alias);
            CheckModels(context, alias, $"{Path}.{alias.Name}");
        }
    }

    private static void CheckName(BindingContext context, MapItem alias)
    {
        if (alias.Name.Length == 0)
        {
            context.Diagnostics.Add(DiagnosticCodes.MissingValue, alias.Source, Path, "an alias has no name", "\"\"", "a name, such as small");
        }
        else if (alias.Name.Trim().Length != alias.Name.Length)
        {
            context.Diagnostics.Add(DiagnosticCodes.NotAllowed, alias.Source, $"{Path}.{alias.Name}", "an alias begins or ends with a space",
                ShownValue.Of(alias.Name), "a name without spaces around it", alias.Name.Trim() is { Length: > 0 } trimmed ? trimmed : null);
        }
    }

    private static void CheckModels(BindingContext context, MapItem alias, string path)
    {
        if (alias.Values.Count == 0)
        {
            context.Diagnostics.Add(DiagnosticCodes.MissingValue, alias.Source, path, "an alias stands for no model", "\"[]\"", "at least one model name");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < alias.Values.Count; index++)
        {
            var (model, source) = alias.Values[index];
            if (string.IsNullOrWhiteSpace(model))
            {
                context.Diagnostics.Add(DiagnosticCodes.MissingValue, source, $"{path}[{index}]", "a model name is empty", ShownValue.Of(model), "a model name");
            }
            else if (!seen.Add(model))
            {
                context.Diagnostics.Add(DiagnosticCodes.Duplicate, source, $"{path}[{index}]", "the alias lists this model twice", ShownValue.Of(model));
            }
        }
    }
}
