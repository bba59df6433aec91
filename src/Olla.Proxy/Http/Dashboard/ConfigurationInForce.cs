using Olla.Configuration;
using Olla.Configuration.Reporting;

namespace Olla.Proxy.Http.Dashboard;

/// <summary>The settings in force with their sources; replaced whole by a reload.</summary>
internal sealed class ConfigurationInForce
{
    private LoadedSettings _current = new(null, []);

    public LoadedSettings Current => Volatile.Read(ref _current);

    public void Replace(LoadedConfiguration loaded) => Volatile.Write(ref _current, new LoadedSettings(loaded.FilePath, loaded.Settings));
}

/// <summary>One load's settings.</summary>
/// <param name="FilePath">The file; null for defaults and variables alone.</param>
/// <param name="Settings">Credentials are masked already.</param>
internal sealed record LoadedSettings(string? FilePath, IReadOnlyList<ShownSetting> Settings);
