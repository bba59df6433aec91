using System.Security.Cryptography;
using System.Text;

namespace Olla.Perf.Sweeps;

/// <summary>Names candidates: a short identity that is the same in any run, and a label that people read.</summary>
internal static class CandidateIdentity
{
    /// <summary>Eight hexadecimal digits that depend on keys and values, not on their order.</summary>
    public static string Of(IReadOnlyDictionary<string, string> settings)
    {
        var text = string.Join('\n', settings.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key + "=" + pair.Value));
        return "c" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
    }

    /// <summary><c>olla · streaming · 2K · round-robin</c>; a candidate without settings is <c>defaults</c>.</summary>
    public static string Label(IReadOnlyDictionary<string, string> settings) =>
        settings.Count == 0 ? "defaults" : string.Join(" · ", settings.Select(pair => ValueLabel(pair.Key, pair.Value)));

    /// <summary>A value as short as it stays clear: sizes in K or M, a bare number or flag with its key.</summary>
    public static string ValueLabel(string key, string value)
    {
        var leaf = key[(key.LastIndexOf('.') + 1)..];
        if (leaf.EndsWith("size", StringComparison.Ordinal) && long.TryParse(value, out var bytes))
        {
            return bytes switch
            {
                >= 1 << 20 when bytes % (1 << 20) == 0 => $"{bytes >> 20}M",
                >= 1 << 10 when bytes % (1 << 10) == 0 => $"{bytes >> 10}K",
                _ => value,
            };
        }

        var bare = value is "true" or "false" || value.Length == 0 || char.IsAsciiDigit(value[0]);
        return bare ? $"{leaf}={value}" : value;
    }
}
