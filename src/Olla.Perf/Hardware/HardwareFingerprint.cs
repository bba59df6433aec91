using System.Security.Cryptography;
using System.Text;

namespace Olla.Perf.Hardware;

/// <summary>
/// What of a machine decides which configuration suits it. Recommendations are filed by <see cref="Id"/>, which leaves out what changes
/// without consequence (host name, kernel build).
/// </summary>
internal sealed record HardwareFingerprint
{
    public required string CpuModel { get; init; }
    public required string Architecture { get; init; }
    /// <summary>Logical processors that this process may use, after affinity and container limits.</summary>
    public required int Processors { get; init; }
    /// <summary>Logical processors of the machine.</summary>
    public required int MachineProcessors { get; init; }
    /// <summary>Cores that the container's CPU quota allows; null without a quota.</summary>
    public double? CpuQuota { get; init; }
    /// <summary>Memory that this process may use, bytes.</summary>
    public required long MemoryBytes { get; init; }
    public required string OperatingSystem { get; init; }
    /// <summary>Major and minor version of the kernel.</summary>
    public required string Kernel { get; init; }
    public required string Runtime { get; init; }
    /// <summary><c>none</c>, <c>docker</c>, <c>kubernetes</c>, <c>podman</c>, <c>wsl</c> or <c>vm</c>.</summary>
    public required string Container { get; init; }

    /// <summary>Short and stable, like <c>amd-epyc-2c-23g-3fa9c1</c>: readable words and six digits of a hash over all of them.</summary>
    public string Id
    {
        get
        {
            var gigabytes = Math.Max(1, (int)Math.Round(MemoryBytes / (1024.0 * 1024 * 1024)));
            var cores = CpuQuota is { } quota ? Math.Max(1, (int)Math.Ceiling(Math.Min(quota, Processors))) : Processors;
            var identity = string.Join('|', CpuModel, Architecture, cores, gigabytes, OperatingSystem, Kernel, Runtime);
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..6];
            return $"{Slug(CpuModel)}-{cores}c-{gigabytes}g-{hash}";
        }
    }

    private static string Slug(string text)
    {
        var slug = new StringBuilder();
        foreach (var word in text.Split([' ', '(', ')', '@', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word is "R" or "TM" or "CPU" or "Processor" || word.Contains("GHz", StringComparison.Ordinal))
            {
                continue;
            }

            if (slug.Length > 0)
            {
                slug.Append('-');
            }

            slug.Append(string.Concat(word.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant());
            if (slug.Length > 24)
            {
                break;
            }
        }

        return slug.Length == 0 ? "unknown" : slug.ToString();
    }
}
