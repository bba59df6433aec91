using Olla.Configuration;
using Olla.Configuration.Keys;

namespace Olla.Perf.Sweeps;

/// <summary>What the proxy does when a swept key is left out.</summary>
internal static class KnobDefaults
{
    private const string BufferKey = "proxy.stream_buffer_size";
    private const string EngineKey = "proxy.engine";

    /// <summary>
    /// The default of <paramref name="key"/> as YAML text, given the other settings in force (the buffer's default depends on the
    /// engine), or null if the key has no default that can be written down.
    /// </summary>
    public static string? Find(string key, IReadOnlyDictionary<string, string> settings)
    {
        if (key == BufferKey)
        {
            var engine = settings.GetValueOrDefault(EngineKey) == "sherpa" ? EngineKind.Sherpa : EngineKind.Olla;
            return new ProxyOptions { Engine = engine }.EffectiveStreamBufferSize.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return ConfigurationKeys.Find(key)?.Default;
    }

    /// <summary>Whether the settings say nothing but defaults.</summary>
    public static bool AreAllDefault(IReadOnlyDictionary<string, string> settings) =>
        settings.All(setting => Find(setting.Key, settings) == setting.Value);
}
