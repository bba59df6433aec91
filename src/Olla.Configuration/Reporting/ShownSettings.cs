using Olla.Configuration.Binding;
using Olla.Configuration.Diagnostics;
using Olla.Configuration.Keys;

namespace Olla.Configuration.Reporting;

/// <summary>Makes the settings in force presentable.</summary>
internal static class ShownSettings
{
    private const string Mask = "***";

    /// <summary>All keys but those of lists that nobody wrote, in the order of the table; endpoints' by their index.</summary>
    public static IReadOnlyList<ShownSetting> Of(SettingTable settings)
    {
        var shown = new List<ShownSetting>();
        foreach (var key in ConfigurationKeys.All)
        {
            if (key.Path.Contains("[]", StringComparison.Ordinal) || key.Kind == KeyKind.EndpointList)
            {
                continue;
            }

            if (settings.Find(key.Path) is { } setting)
            {
                shown.Add(Of(setting));
            }
            else if (key.Status != KeyStatus.Deprecated)
            {
                shown.Add(new ShownSetting(key.Path, key.Default ?? "", SettingSource.Default) { Meaning = key.Meaning });
            }
        }

        var entries = settings.All.Where(setting => setting.Key.Path.Contains("[]", StringComparison.Ordinal));
        shown.AddRange(entries.OrderBy(IndexOf).ThenBy(setting => setting.Source.Line).ThenBy(setting => setting.Path, StringComparer.Ordinal).Select(Of));
        return shown;
    }

    private static ShownSetting Of(Setting setting) =>
        new(setting.Path, ValueOf(setting), setting.Source) { Meaning = setting.Key.Meaning };

    private static string ValueOf(Setting setting) => setting.Value switch
    {
        IReadOnlyList<MapItem> map => string.Join(", ", map.Select(item => $"{item.Name}: {(setting.Key.IsSecret ? Mask : Join(item.Values))}")),
        _ when setting.Key.IsSecret => Mask,
        IReadOnlyList<TextItem> list => $"[{Join(list)}]",
        _ => ShownValue.WithoutCredentials(setting.Text),
    };

    private static string Join(IEnumerable<TextItem> items) => string.Join(", ", items.Select(item => ShownValue.WithoutCredentials(item.Text)));

    private static int IndexOf(Setting setting)
    {
        var open = setting.Path.IndexOf('[', StringComparison.Ordinal);
        var close = setting.Path.IndexOf(']', StringComparison.Ordinal);
        return open >= 0 && close > open && int.TryParse(setting.Path.AsSpan(open + 1, close - open - 1), out var index) ? index : int.MaxValue;
    }
}
