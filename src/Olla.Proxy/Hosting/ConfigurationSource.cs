using Olla.Configuration;
using Olla.Configuration.Diagnostics;
using Olla.Configuration.Reporting;
using Olla.Proxy.Models.Unification;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Hosting;

/// <summary>Where this process reads its configuration, now and again: the main file with variables and secrets, profile files, model rules.</summary>
/// <param name="file">The main file that the command line named; null for none.</param>
/// <param name="profileFolder">Folder of profile files that override the built-in ones.</param>
internal sealed class ConfigurationSource(string? file, string profileFolder = ProfileSource.DefaultFolder)
{
    /// <summary>Reads everything as it is now.</summary>
    public ConfigurationReading Read()
    {
        // Profile files come first: the types they add are allowed in the main file.
        var profiles = ProfileSource.Load(profileFolder);
        var request = ConfigurationRequest.FromProcess(file) with { EndpointTypes = TypesOf(profiles) };
        var main = ConfigurationLoader.Load(request);
        return new ConfigurationReading
        {
            Main = main,
            Providers = ProviderCatalog.From(profiles, main.Options.Proxy.ProfileFilter),
            ModelRules = ModelRulesSource.Load(ModelRulesSource.Candidates(main.Bootstrap.ConfigurationDirectory)),
        };
    }

    private static EndpointTypeNames TypesOf(ProfileLoad profiles)
    {
        // Not every URL prefix of this build is also a type (llama-cpp is none); what a file adds is both.
        var prefixes = profiles.BuiltIn.SelectMany(static profile => profile.Prefixes).ToHashSet(StringComparer.Ordinal);
        var types = EndpointTypeNames.BuiltIn;
        foreach (var profile in profiles.Profiles)
        {
            types = types.With(profile.Name, profile.Prefixes.Where(prefix => !prefixes.Contains(prefix)));
        }

        return types;
    }
}

/// <summary>One reading of the whole configuration.</summary>
internal sealed record ConfigurationReading
{
    public required LoadedConfiguration Main { get; init; }
    public required ProviderCatalog Providers { get; init; }
    public required ModelRulesLoad ModelRules { get; init; }

    /// <summary>Every finding: the main file's, then those about profiles and model rules, which never stop a start.</summary>
    public IEnumerable<Diagnostic> Diagnostics => Main.Diagnostics.Concat(Providers.Diagnostics).Concat(ModelRules.Diagnostics);

    /// <summary>What <c>--validate-config</c> prints.</summary>
    public ValidationReport Report() => new(
        Main,
        new SourceReport("models.yaml", ModelRules.File is { } rules ? "from " + rules : "built in", ModelRules.Diagnostics),
        new SourceReport("profiles", $"{Providers.Profiles.Length} loaded", Providers.Diagnostics));
}
