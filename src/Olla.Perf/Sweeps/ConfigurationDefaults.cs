namespace Olla.Perf.Sweeps;

/// <summary>Defaults of the proxy's keys as YAML text.</summary>
internal static class ConfigurationDefaults
{
    public static string? Find(string key) => key switch
    {
        "proxy.engine" => "olla",
        "proxy.profile" => "auto",
        "proxy.load_balancer" => "least-connections",
        _ => null,
    };
}
