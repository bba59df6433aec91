using Olla.Configuration.Binding;
using Olla.Configuration.Diagnostics;
using Olla.Configuration.Keys;
using Olla.Configuration.Values;

namespace Olla.Configuration.Validation;

/// <summary>Rules that look at one value: its range, its allowed texts, its pattern. A value that breaks one is dropped, so binders see only good ones.</summary>
internal static class ValueRules
{
    // Allowed are the request's types, to which profile files may have added.
    private const string EndpointType = "discovery.static.endpoints[].type";

    public static void Check(BindingContext context)
    {
        foreach (var setting in context.Settings.All.ToArray())
        {
            if (setting.Key.AppliesWhen is not { } condition || context.Settings.Boolean(condition, ConfigurationKeys.Find(condition)!.Default == "true"))
            {
                Check(context, setting);
            }
        }
    }

    /// <summary>Checks one value, whatever its condition.</summary>
    public static void Check(BindingContext context, Setting setting)
    {
        switch (setting.Value)
        {
            case long or TimeSpan:
                CheckRange(context, setting);
                break;
            case string text when setting.Key.Path == EndpointType:
                CheckEndpointType(context, setting, text);
                break;
            case string text when setting.Key.Kind == KeyKind.Choice:
                CheckChoice(context, setting, text);
                break;
            case IReadOnlyList<TextItem> items when setting.Key.Kind == KeyKind.GlobList:
                CheckGlobs(context, setting, items);
                break;
            case IReadOnlyList<TextItem> items when setting.Key.Allowed.Count > 0:
                KeepAllowedItems(context, setting, items);
                break;
        }
    }

    private static void CheckRange(BindingContext context, Setting setting)
    {
        var key = setting.Key;
        var range = key.Range ?? new KeyRange(long.MinValue, long.MaxValue);
        if (key.Kind == KeyKind.WholeNumber)
        {
            range = new(Math.Max(range.Minimum, int.MinValue), Math.Min(range.Maximum, int.MaxValue));
        }

        if (!range.Contains(setting.Number))
        {
            // The 32-bit end is only worth a word to whoever ran into it.
            var shown = key.Range is { } own && setting.Number < own.Minimum ? own : range;
            Refuse(context, setting, DiagnosticCodes.OutOfRange, "out of range", shown.Describe(key.Kind));
        }
    }

    private static void CheckChoice(BindingContext context, Setting setting, string text)
    {
        var key = setting.Key;
        var comparison = key.IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if ((text.Length == 0 && key.AllowsEmpty) || key.Allowed.Any(allowed => allowed.Equals(text, comparison)))
        {
            return;
        }

        Refuse(context, setting, DiagnosticCodes.NotAllowed, "not an allowed value", string.Join(", ", key.Allowed), NearestMatch.Find(text, key.Allowed));
    }

    private static void CheckEndpointType(BindingContext context, Setting setting, string text)
    {
        var names = context.Request.EndpointTypes;
        if (names.Resolve(text) is null)
        {
            Refuse(context, setting, DiagnosticCodes.NotAllowed, "not an endpoint type", string.Join(", ", names.Accepted),
                EndpointTypeNames.SuggestionFor(text) ?? NearestMatch.Find(text, names.Accepted));
        }
    }

    private static void Refuse(BindingContext context, Setting setting, string code, string what, string allowed, string? suggestion = null)
    {
        if (setting.Key.BadValue == BadValueOutcome.FallBack)
        {
            code = DiagnosticCodes.FallbackUsed;
            what += $", using \"{setting.Key.Default}\"";
        }

        context.Report(code, setting, what, allowed, suggestion);
        context.Settings.Reject(setting.Path);
    }

    private static void CheckGlobs(BindingContext context, Setting setting, IReadOnlyList<TextItem> items)
    {
        for (var index = 0; index < items.Count; index++)
        {
            if (!GlobText.IsValid(items[index].Text))
            {
                context.Diagnostics.Add(DiagnosticCodes.NotAllowed, items[index].Source, $"{setting.Path}[{index}]", "not a pattern",
                    ShownValue.Of(items[index].Text), "a name with * at the start, at the end or both, such as llama*");
            }
        }
    }

    private static void KeepAllowedItems(BindingContext context, Setting setting, IReadOnlyList<TextItem> items)
    {
        var kept = new List<TextItem>();
        for (var index = 0; index < items.Count; index++)
        {
            if (setting.Key.Allowed.Contains(items[index].Text))
            {
                kept.Add(items[index]);
                continue;
            }

            context.Diagnostics.Add(DiagnosticCodes.FallbackUsed, items[index].Source, $"{setting.Path}[{index}]", "not an allowed value, skipped",
                ShownValue.Of(items[index].Text), string.Join(", ", setting.Key.Allowed), NearestMatch.Find(items[index].Text, setting.Key.Allowed));
        }

        context.Settings.Set(setting with { Value = kept });
    }
}
