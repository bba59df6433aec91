using System.Reflection;

namespace Olla.Proxy.Http.Status;

/// <summary>What this build says about itself.</summary>
/// <param name="Version">Such as <c>v0.1.0</c>.</param>
/// <param name="Commit">Short hash, or <c>unknown</c> outside a repository.</param>
/// <param name="Date">Of the build, or <c>unknown</c>.</param>
internal sealed record ProductInfo(string Version, string Commit, string Date)
{
    public const string Name = "Olla.Perf";
    public const string Edition = "Community";
    public const string Description = "A fast proxy and load balancer for LLM backends";
    public const string Home = "https://github.com/olla-perf/olla-perf";

    /// <summary>Read from the assembly.</summary>
    public static ProductInfo OfThisBuild { get; } = Read();

    private static ProductInfo Read()
    {
        var assembly = typeof(ProductInfo).Assembly;
        var version = "v" + (assembly.GetName().Version ?? new Version(0, 0, 0)).ToString(3);
        var informational = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        var plus = informational.IndexOf('+', StringComparison.Ordinal);
        var commit = plus < 0 ? "unknown" : informational[(plus + 1)..];
        var date = assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(data => data.Key == "BuildDate")?.Value;
        return new ProductInfo(version, commit.Length > 7 ? commit[..7] : commit, date ?? "unknown");
    }
}
