namespace Olla.Configuration.Reporting;

/// <summary>A setting in force as people may see it.</summary>
/// <param name="Path">Such as <c>proxy.profile</c> or <c>discovery.static.endpoints[0].url</c>.</param>
/// <param name="Value">As written, or the default; empty when unset means something of its own. Credentials are <c>***</c>.</param>
/// <param name="Source">Where it was written.</param>
public sealed record ShownSetting(string Path, string Value, SettingSource Source)
{
    /// <summary>What the key does; empty for an entry of a map with free names.</summary>
    public string Meaning { get; init; } = "";
}
