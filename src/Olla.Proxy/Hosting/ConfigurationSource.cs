using Olla.Configuration;

namespace Olla.Proxy.Hosting;

/// <summary>Where this process reads its configuration, now and again.</summary>
internal sealed class ConfigurationSource(string? file)
{
    /// <summary>Reads file, variables and secrets as they are now.</summary>
    public LoadedConfiguration Load() => ConfigurationLoader.Load(ConfigurationRequest.FromProcess(file));
}
