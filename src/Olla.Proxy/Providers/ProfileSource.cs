using System.Collections.Immutable;
using Olla.Configuration.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Olla.Proxy.Providers;

/// <summary>What loading gave: the profiles in force, those of this build, and what was wrong with files that override them.</summary>
internal sealed record ProfileLoad(
    ImmutableArray<ProviderProfile> Profiles, ImmutableArray<ProviderProfile> BuiltIn, ImmutableArray<Diagnostic> Diagnostics);

/// <summary>
/// Where profiles come from: the twelve inside the executable, then a person's folder over them. A file that names a known
/// profile overrides only what it says; one with a new name adds a provider; a broken one is reported and skipped.
/// </summary>
internal static class ProfileSource
{
    /// <summary>The folder that is looked at when nothing else is said, relative to the working directory.</summary>
    public const string DefaultFolder = "config/profiles";

    private const string ResourceFolder = "Olla.Proxy.Providers.Profiles.";

    /// <summary>The twelve profiles of this build, by name.</summary>
    public static ImmutableArray<ProviderProfile> BuiltIn()
    {
        var assembly = typeof(ProfileSource).Assembly;
        var profiles = new SortedDictionary<string, ProviderProfile>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(ResourceFolder, StringComparison.Ordinal)))
        {
            var diagnostics = new List<Diagnostic>();
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            Overlay(profiles, reader, resource[ResourceFolder.Length..], diagnostics);
            if (diagnostics.Count > 0)
            {
                throw new InvalidOperationException("A profile of this build is broken: " + diagnostics[0]);
            }
        }

        return [.. profiles.Values];
    }

    /// <summary>The built-in profiles with the files of <paramref name="folder"/> (searched through, <c>*.yaml</c>, in path order) over them.</summary>
    public static ProfileLoad Load(string folder = DefaultFolder)
    {
        var profiles = new SortedDictionary<string, ProviderProfile>(StringComparer.Ordinal);
        var builtIn = BuiltIn();
        foreach (var profile in builtIn)
        {
            profiles.Add(profile.Name, profile);
        }

        var diagnostics = new List<Diagnostic>();
        if (Directory.Exists(folder))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                OverlayFile(profiles, file, diagnostics);
            }
        }

        return new ProfileLoad([.. profiles.Values], builtIn, [.. diagnostics]);
    }

    private static void OverlayFile(SortedDictionary<string, ProviderProfile> profiles, string file, List<Diagnostic> diagnostics)
    {
        try
        {
            using var reader = File.OpenText(file);
            Overlay(profiles, reader, file, diagnostics);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(new Diagnostic(file, 0, 0, DiagnosticSeverity.Warning, "CFG101", "", $"profile cannot be read and is skipped; {failure.Message}"));
        }
    }

    private static void Overlay(SortedDictionary<string, ProviderProfile> profiles, TextReader reader, string source, List<Diagnostic> diagnostics)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(reader);
        }
        catch (YamlException failure)
        {
            diagnostics.Add(new Diagnostic(source, (int)failure.Start.Line, (int)failure.Start.Column, DiagnosticSeverity.Warning, "CFG102", "",
                $"not valid YAML, profile skipped; {failure.Message}"));
            return;
        }

        if (stream.Documents.Count == 0 || stream.Documents[0].RootNode is not YamlMappingNode mapping)
        {
            diagnostics.Add(new Diagnostic(source, 1, 1, DiagnosticSeverity.Warning, "CFG102", "", "not a profile, skipped; allowed: a mapping that begins with name:"));
            return;
        }

        var root = new YamlSection(source, "", mapping, diagnostics);
        var name = root.Text("name", "");
        if (name.Length == 0)
        {
            root.Report("name", "CFG107", "missing, profile skipped; allowed: the name that endpoints use as type");
            return;
        }

        var canonical = ProviderTypes.Normalise(name);
        profiles[canonical] = ProfileBinder.Bind(root, profiles.GetValueOrDefault(canonical) ?? new ProviderProfile { Name = canonical });
    }
}
