using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Olla.Configuration.Diagnostics;
using Olla.Proxy.Providers;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Olla.Proxy.Models.Unification;

/// <summary>The rules in force, the file they came from (null for those of this build), and what was wrong on the way.</summary>
internal sealed record ModelRulesLoad(ModelRules Rules, string? File, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>Whether a file that a person wrote could not be used, so that these rules are not the ones that were meant.</summary>
    public bool HasSkippedFile { get; init; }
}

/// <summary>
/// Finds <c>models.yaml</c>: the first candidate that exists, can be read and is not empty replaces the rules of this build as a
/// whole. One that fails is reported and the next is tried.
/// </summary>
internal static class ModelRulesSource
{
    private const string Resource = "Olla.Proxy.Models.Unification.models.yaml";

    /// <summary>For the patterns of this build, which are known to be harmless: their tables take kilobytes.</summary>
    private const RegexOptions OwnPatterns = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    /// <summary>
    /// For those of a person, which must not be able to hang a listing: matched in linear time, at the price of tables that take 13 MB for
    /// as many patterns as this build has.
    /// </summary>
    private const RegexOptions ForeignPatterns = OwnPatterns | RegexOptions.NonBacktracking;

    private static readonly Lazy<ModelRules> Embedded = new(() =>
    {
        using var reader = new StreamReader(typeof(ModelRulesSource).Assembly.GetManifestResourceStream(Resource)!);
        var diagnostics = new List<Diagnostic>();
        var rules = Read(reader, "models.yaml", diagnostics, OwnPatterns);
        return diagnostics.Count == 0 ? rules! : throw new InvalidOperationException("The rules of this build are broken: " + diagnostics[0]);
    });

    /// <summary>The rules of this build.</summary>
    public static ModelRules BuiltIn => Embedded.Value;

    /// <summary>Where a person's rules may be, relative to the working directory; <paramref name="configurationFolder"/> is <c>OLLA_CONFIG_DIR</c>.</summary>
    public static IEnumerable<string> Candidates(string? configurationFolder)
    {
        string[] files = ["models.yaml", "config/models.yaml", "config-base/models.yaml", "../config/models.yaml", "../../config/models.yaml"];
        return string.IsNullOrEmpty(configurationFolder) ? files : files.Append(Path.Combine(configurationFolder, "models.yaml"));
    }

    /// <summary>Loads the first usable of <paramref name="candidates"/>.</summary>
    public static ModelRulesLoad Load(IEnumerable<string> candidates)
    {
        var diagnostics = new List<Diagnostic>();
        var skipped = false;
        foreach (var file in candidates.Where(File.Exists))
        {
            try
            {
                using var reader = File.OpenText(file);
                if (Read(reader, file, diagnostics, ForeignPatterns) is { } rules)
                {
                    return new ModelRulesLoad(rules, file, [.. diagnostics]) { HasSkippedFile = skipped };
                }

                skipped |= diagnostics.Count > 0;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                diagnostics.Add(new Diagnostic(file, 0, 0, DiagnosticSeverity.Warning, "CFG101", "", $"model rules cannot be read and are skipped; {failure.Message}"));
                skipped = true;
            }
        }

        return new ModelRulesLoad(BuiltIn, null, [.. diagnostics]) { HasSkippedFile = skipped };
    }

    /// <summary>The rules in a file, or null when it is unusable; an empty one is unusable and no mistake.</summary>
    private static ModelRules? Read(TextReader reader, string source, List<Diagnostic> diagnostics, RegexOptions patterns)
    {
        var stream = new YamlStream();
        var text = reader.ReadToEnd();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException failure)
        {
            diagnostics.Add(new Diagnostic(source, (int)failure.Start.Line, (int)failure.Start.Column, DiagnosticSeverity.Warning, "CFG102", "",
                $"not valid YAML, model rules skipped; {failure.Message}"));
            return null;
        }

        if (stream.Documents.Count == 0)
        {
            return null;
        }

        if (stream.Documents[0].RootNode is not YamlMappingNode mapping)
        {
            diagnostics.Add(new Diagnostic(source, 1, 1, DiagnosticSeverity.Warning, "CFG102", "", "not a set of model rules, skipped; allowed: a mapping with model_extraction, capabilities, ..."));
            return null;
        }

        var root = new YamlSection(source, "", mapping, diagnostics).Tolerate("version");
        return Bind(root, patterns, text);
    }

    private static ModelRules? Bind(YamlSection root, RegexOptions patterns, string text)
    {
        var extraction = root.Section("model_extraction");
        var quantization = root.Section("quantization");
        var capabilities = root.Section("capabilities");
        var special = root.Section("special_rules");
        var usable = true;
        var families = FamilyPatterns(extraction, patterns, ref usable);
        var names = NamePatterns(capabilities, patterns, ref usable);
        var thresholds = capabilities.Section("context_thresholds");
        var rules = new ModelRules
        {
            FamilyPatterns = families,
            ArchitectureMappings = Map(extraction, "architecture_mappings"),
            FamilyAliases = Map(extraction, "family_aliases"),
            PublisherMappings = Map(extraction, "publisher_mappings"),
            QuantizationMappings = Map(quantization, "mappings"),
            TypeCapabilities = capabilities.ListMap("type_capabilities", ImmutableDictionary<string, ImmutableArray<string>>.Empty)
                .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase),
            NamePatterns = names,
            ContextThresholds =
            [
                new("extended-context", thresholds.Number("extended_context", 32_000)),
                new("long-context", thresholds.Number("long_context", 100_000)),
                new("ultra-long-context", thresholds.Number("ultra_long_context", 1_000_000)),
            ],
            PreservedFamilies = special.TextList("preserve_family", []).ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            Text = text,
            GenericNames = special.TextList("generic_names", []).ToFrozenSet(StringComparer.OrdinalIgnoreCase),
        };
        foreach (var section in (YamlSection[])[extraction, quantization, capabilities, special, thresholds, root])
        {
            section.ReportUnknown();
        }

        return usable ? rules : null;
    }

    private static ImmutableArray<FamilyPattern> FamilyPatterns(YamlSection extraction, RegexOptions options, ref bool usable)
    {
        var patterns = ImmutableArray.CreateBuilder<FamilyPattern>();
        foreach (var item in extraction.Sections("family_patterns") ?? [])
        {
            item.Tolerate("description");
            var (family, variant) = (item.Number("family_group", 1), item.Number("variant_group", 2));
            if (Compile(item, options, ref usable) is { } regex)
            {
                patterns.Add(new FamilyPattern(regex, family, variant));
            }

            item.ReportUnknown();
        }

        return patterns.ToImmutable();
    }

    private static ImmutableArray<NamePattern> NamePatterns(YamlSection capabilities, RegexOptions options, ref bool usable)
    {
        var patterns = ImmutableArray.CreateBuilder<NamePattern>();
        foreach (var item in capabilities.Sections("name_patterns") ?? [])
        {
            item.Tolerate("description");
            var shown = item.TextList("capabilities", []);
            if (Compile(item, options, ref usable) is { } regex)
            {
                patterns.Add(new NamePattern(regex, shown));
            }

            item.ReportUnknown();
        }

        return patterns.ToImmutable();
    }

    /// <summary>One bad pattern discards the file.</summary>
    private static Regex? Compile(YamlSection item, RegexOptions options, ref bool usable)
    {
        var pattern = item.Text("pattern", "");
        try
        {
            return new Regex(pattern, options);
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            item.Report("pattern", "CFG105", $"not a usable pattern, model rules skipped; got \"{pattern}\"; allowed: a regular expression without look-around and back-references");
            usable = false;
            return null;
        }
    }

    private static FrozenDictionary<string, string> Map(YamlSection section, string key) =>
        section.TextMap(key, ImmutableDictionary<string, string>.Empty).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
