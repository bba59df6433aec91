using Olla.Configuration;
using Olla.Configuration.Diagnostics;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Hosting;

/// <summary>What <c>--validate-config</c> prints.</summary>
internal static class ValidationReport
{
    /// <summary>Writes one line per source with its findings below; true when the proxy would start and no profile is broken.</summary>
    public static async Task<bool> WriteAsync(TextWriter output, LoadedConfiguration loaded, ProviderCatalog providers)
    {
        await output.WriteLineAsync("Configuration check");
        var main = loaded.Diagnostics.Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Info).ToArray();
        var verdict = loaded.HasErrors ? "[FAIL]" : main.Length > 0 ? "[WARN]" : "[OK]";
        await output.WriteLineAsync($"{verdict} config.yaml: {(loaded.FilePath is { } file ? "loaded from " + file : "no file found, defaults apply")}");
        await WriteAsync(output, loaded.Diagnostics);
        var profilesAreClean = providers.Diagnostics.IsEmpty;
        await output.WriteLineAsync($"{(profilesAreClean ? "[OK]" : "[WARN]")} profiles: {providers.Profiles.Length} loaded");
        await WriteAsync(output, providers.Diagnostics);
        var passed = !loaded.HasErrors && profilesAreClean;
        await output.WriteLineAsync(passed ? "PASS" : "FAIL");
        return passed;
    }

    private static async Task WriteAsync(TextWriter output, IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            await output.WriteLineAsync("    " + diagnostic);
        }
    }
}
