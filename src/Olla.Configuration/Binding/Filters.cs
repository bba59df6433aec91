namespace Olla.Configuration.Binding;

/// <summary>Binds pairs of include and exclude lists.</summary>
internal static class Filters
{
    public static NameFilter Bind(SettingTable settings, string path)
    {
        var include = settings.Texts(path + ".include", []);
        var exclude = settings.Texts(path + ".exclude", []);
        return include.Count + exclude.Count == 0 ? NameFilter.Everything : new() { Include = include, Exclude = exclude };
    }
}
