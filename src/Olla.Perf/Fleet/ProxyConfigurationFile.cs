using Olla.Configuration.Writing;

namespace Olla.Perf.Fleet;

/// <summary>
/// Writes the proxy's configuration for one candidate: what a measurement needs (no rate limits, quiet log), then the scenario's base,
/// then the candidate's own settings; the later ones win.
/// </summary>
internal static class ProxyConfigurationFile
{
    /// <summary>What every measurement sets, unless its scenario says otherwise.</summary>
    public static IReadOnlyDictionary<string, string> Measured { get; } = new Dictionary<string, string>
    {
        ["server.request_logging"] = "false",
        ["server.rate_limits.global_requests_per_minute"] = "0",
        ["server.rate_limits.per_ip_requests_per_minute"] = "0",
        ["logging.level"] = "error",
    };

    /// <exception cref="ArgumentException">A setting is no configuration key.</exception>
    public static string Write(
        IReadOnlyDictionary<string, string> proxyBase, IReadOnlyDictionary<string, string> settings, IReadOnlyList<Backend> backends)
    {
        var values = new Dictionary<string, string>(Measured) { ["discovery.type"] = "static" };
        foreach (var (key, value) in proxyBase.Concat(settings))
        {
            values[key] = value;
        }

        for (var index = 0; index < backends.Count; index++)
        {
            var endpoint = $"discovery.static.endpoints[{index}]";
            values[$"{endpoint}.url"] = $"\"{backends[index].Address.ToString().TrimEnd('/')}\"";
            values[$"{endpoint}.name"] = $"\"{backends[index].Name}\"";
            values[$"{endpoint}.type"] = $"\"{backends[index].Type}\"";
        }

        return ConfigurationWriter.ToText(values.Select(setting => new ConfigurationEntry(setting.Key, setting.Value)));
    }
}
