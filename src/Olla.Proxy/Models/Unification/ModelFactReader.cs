using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Olla.Proxy.Models.Parsing;

namespace Olla.Proxy.Models.Unification;

/// <summary>Derives facts from a listed model: its own fields first, then what its name says.</summary>
internal sealed partial class ModelFactReader(ModelRules rules)
{
    /// <summary>The kinds of model that lists name and routes filter by.</summary>
    private static readonly string[] ModelTypes = ["llm", "vlm", "embeddings", "embedding"];

    public ModelFacts Read(DiscoveredModel model)
    {
        var name = BareName(model.Name);
        var (family, variant) = FamilyOf(model, name);
        var (size, count) = ParametersOf(model, name);
        var type = ModelTypes.Contains(model.Type, StringComparer.OrdinalIgnoreCase) ? model.Type!.ToLowerInvariant() : null;
        return new ModelFacts
        {
            Family = family,
            Variant = variant,
            ParameterSize = size,
            ParameterCount = count > 0 ? count : model.Size,
            Quantization = QuantizationOf(model, name),
            Publisher = model.Publisher ?? OrganisationIn(model.Name) ?? rules.PublisherMappings.GetValueOrDefault(family),
            ModelType = type == "embedding" ? "embeddings" : type,
            Capabilities = CapabilitiesOf(model, name, type),
        };
    }

    private (string Family, string Variant) FamilyOf(DiscoveredModel model, string name)
    {
        if (model.Family is { } reported && !rules.GenericNames.Contains(reported))
        {
            return (rules.PreservedFamilies.Contains(reported) ? reported : rules.ArchitectureMappings.GetValueOrDefault(reported, reported), "");
        }

        if (rules.GenericNames.Contains(name))
        {
            return ("", "");
        }

        foreach (var rule in rules.FamilyPatterns)
        {
            if (rule.Pattern.Match(name) is { Success: true } match)
            {
                var family = match.Groups[rule.FamilyGroup].Value.ToLowerInvariant();
                return (rules.FamilyAliases.GetValueOrDefault(family, family), match.Groups[rule.VariantGroup].Value.ToLowerInvariant());
            }
        }

        return ("", "");
    }

    private static (string Size, long Count) ParametersOf(DiscoveredModel model, string name)
    {
        var match = model.ParameterSize is { } reported ? ParameterText().Match(reported) : ParameterInName().Match(name);
        if (!match.Success || !double.TryParse(match.Groups[1].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number <= 0)
        {
            return (model.ParameterSize?.ToLowerInvariant() ?? "", 0);
        }

        var unit = char.ToLowerInvariant(match.Groups[2].ValueSpan[0]);
        if (unit == 'm' && number >= 1000)
        {
            (unit, number) = ('b', number / 1000);
        }

        var factor = unit switch
        {
            'b' => 1e9,
            'm' => 1e6,
            _ => 1e3,
        };
        return (number.ToString("0.##", CultureInfo.InvariantCulture) + unit, (long)Math.Round(number * factor));
    }

    private string QuantizationOf(DiscoveredModel model, string name)
    {
        var text = model.Quantization;
        if (text is null && QuantizationInName().Match(name) is { Success: true } match)
        {
            text = match.Groups[1].Value;
        }

        return text is null ? "" : rules.QuantizationMappings.GetValueOrDefault(text) ?? text.ToLowerInvariant().Replace("_", "", StringComparison.Ordinal);
    }

    private ImmutableArray<string> CapabilitiesOf(DiscoveredModel model, string name, string? type)
    {
        var capabilities = new SortedSet<string>(StringComparer.Ordinal);
        if (type is not ("embeddings" or "embedding"))
        {
            capabilities.Add("text-generation");
        }

        if (type is not null)
        {
            capabilities.UnionWith(rules.TypeCapabilities.GetValueOrDefault(type, []));
        }

        foreach (var rule in rules.NamePatterns)
        {
            if (rule.Pattern.IsMatch(name))
            {
                capabilities.UnionWith(rule.Capabilities);
            }
        }

        foreach (var threshold in rules.ContextThresholds)
        {
            if (model.MaxContextLength >= threshold.Tokens)
            {
                capabilities.Add(threshold.Capability);
            }
        }

        return [.. capabilities];
    }

    /// <summary>The name behind the last slash, in lower case.</summary>
    private static string BareName(string name) => name[(name.LastIndexOf('/') + 1)..].ToLowerInvariant();

    private static string? OrganisationIn(string name) => name.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? name[..slash].ToLowerInvariant() : null;

    [GeneratedRegex(@"^\s*(\d+(?:\.\d+)?)\s*([bmkBMK])", RegexOptions.CultureInvariant)]
    private static partial Regex ParameterText();

    // A number with its unit, standing alone: "8b" in "llama3:8b-instruct", not the "4b" of "q4bit".
    [GeneratedRegex(@"(?:^|[^a-z0-9.])(\d+(?:\.\d+)?)([bm])(?:$|[^a-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex ParameterInName();

    [GeneratedRegex(@"(?:^|[-_.:])(i?q\d(?:_[k01])?(?:_[sml])?|b?f16|fp16|f32|fp8|int[48]|awq|gptq|mxfp4|[2-8]bit)(?:$|[-_.:])", RegexOptions.CultureInvariant)]
    private static partial Regex QuantizationInName();
}
