namespace Olla.Configuration;

/// <summary>Which layer a setting in force comes from.</summary>
public enum SettingOrigin { Default, File, Variable }

/// <summary>Where a setting in force was written.</summary>
/// <param name="Origin">The layer that won.</param>
/// <param name="Name"><c>default</c>, the file's path as given, or <c>env OLLA_…</c>.</param>
/// <param name="Line">1-based; zero outside files.</param>
/// <param name="Column">1-based; zero outside files.</param>
public sealed record SettingSource(SettingOrigin Origin, string Name, int Line, int Column)
{
    /// <summary>The compiled-in value.</summary>
    public static SettingSource Default { get; } = new(SettingOrigin.Default, "default", 0, 0);

    internal static SettingSource Variable(string name) => new(SettingOrigin.Variable, "env " + name, 0, 0);

    public override string ToString() => Line > 0 ? $"{Name}:{Line}:{Column}" : Name;
}
